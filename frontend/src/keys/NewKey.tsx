import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef } from 'react';

import { queries, useApi } from '../api/queries';
import type { CreatedApiKey } from '../api/types';
import { Copyable } from '../design/Copyable';
import { curlLine, sampleOf } from './scopes';

/** A key that was just made, with its secret, this once. */
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
    <section className="card once" aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        “{created.apiKey.name}” is made
      </h2>
      <p>Its secret is shown only now. Keep it where the program finds it, and nowhere else.</p>
      <Copyable label="The key" text={created.key} />
      {line === undefined ? null : <Copyable label="Try it" text={line} />}
      <div className="actions">
        <button type="button" className="button primary" onClick={done}>
          I have kept it
        </button>
      </div>
    </section>
  );
}
