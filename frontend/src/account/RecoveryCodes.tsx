import { useEffect, useId, useRef } from 'react';

import { download } from '../browser/download';
import { button } from '../design/button';
import { Copyable } from '../design/Copyable';
import layout from '../design/layout.module.css';
import once from '../design/once.module.css';

/** Shows recovery codes once, in the page rather than in a dialog, so that no stray key closes them. */
export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const text = codes.join('\n');
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <section className={once['once']} aria-labelledby={id}>
      <h3 id={id} ref={heading} tabIndex={-1}>
        Save your recovery codes
      </h3>
      <p>
        If you lose your device, sign in with a recovery code instead. Each code works once. The codes are
        shown only now.
      </p>
      <Copyable label="Recovery codes" text={text} />
      <div className={layout['actions']}>
        <button
          type="button"
          className={button()}
          onClick={() => {
            download(
              'auspex-recovery-codes.txt',
              new Blob([`Recovery codes for ${window.location.host}\n\n${text}\n`], { type: 'text/plain' }),
            );
          }}
        >
          Download
        </button>
        <button type="button" className={button('primary')} onClick={done}>
          Done
        </button>
      </div>
    </section>
  );
}
