import { useEffect, useId, useRef } from 'react';

import { Copyable } from '../design/Copyable';
import { download } from '../design/download';

/** Recovery codes, this once: in the page, where no stray key closes them. */
export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const text = codes.join('\n');
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <section className="once" aria-labelledby={id}>
      <h3 id={id} ref={heading} tabIndex={-1}>
        Keep your recovery codes
      </h3>
      <p>
        Each signs you in once instead of a code, on the day that you lose the device. They are shown only
        now.
      </p>
      <Copyable label="Recovery codes" text={text} />
      <div className="actions">
        <button
          type="button"
          className="button"
          onClick={() => {
            download(
              'auspex-recovery-codes.txt',
              new Blob([`Recovery codes for ${window.location.host}\n\n${text}\n`], { type: 'text/plain' }),
            );
          }}
        >
          Download
        </button>
        <button type="button" className="button primary" onClick={done}>
          I have kept them
        </button>
      </div>
    </section>
  );
}
