import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef } from 'react';

import { queries, useApi } from '../api/queries';
import type { CreatedApiKey } from '../api/types';
import { button } from '../design/button';
import { classes } from '../design/classes';
import { Copyable } from '../design/Copyable';
import layout from '../design/layout.module.css';
import once from '../design/once.module.css';
import { curlLine, sampleOf } from './scopes';

/** A new API key with its secret, which is shown only once. */
export function NewKey({ created, done }: { created: CreatedApiKey; done: () => void }) {
  const api = useApi();
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  const models = useQuery(queries.models(api));
  const model = models.data?.find(({ aliases }) => aliases['champion'] !== undefined);
  const version = useQuery({
    ...queries.modelVersion(api, model?.name ?? '', model?.aliases['champion'] ?? ''),
    enabled: model !== undefined,
  });
  useEffect(() => {
    heading.current?.focus();
  }, [created]);

  const line = curlLine(
    window.location.origin,
    created.key,
    created.apiKey.scopes,
    version.data === undefined ? undefined : sampleOf(version.data),
  );
  return (
    <section className={classes(layout['card'], once['once'], once['card'])} aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        API key “{created.apiKey.name}” created
      </h2>
      <p>Copy the API key now and store it safely. It is shown only once.</p>
      <Copyable label="API key" text={created.key} />
      {line === undefined ? null : <Copyable label="Try it" text={line} />}
      <div className={layout['actions']}>
        <button type="button" className={button('primary')} onClick={done}>
          Done
        </button>
      </div>
    </section>
  );
}
