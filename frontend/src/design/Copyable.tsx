import { useId, useRef, useState } from 'react';

import { button } from './button';
import styles from './Copyable.module.css';
import layout from './layout.module.css';
import { Said } from './Said';

interface CopyableProps {
  label: string;
  text: string;
}

/** A text with a button that copies it. */
export function Copyable({ label, text }: CopyableProps) {
  const id = useId();
  const shown = useRef<HTMLPreElement>(null);
  const [said, setSaid] = useState('');

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied.');
    } catch {
      // Over plain HTTP from another machine there is no clipboard, and a browser may refuse it: selected, one key copies it.
      if (shown.current !== null) {
        window.getSelection()?.selectAllChildren(shown.current);
      }
      setSaid('Text selected. Press Ctrl+C or ⌘C to copy it.');
    }
  };

  return (
    <div className={styles['copyable']}>
      <p className={styles['label']} id={id}>
        {label}
      </p>
      {/* Long texts scroll: reachable by keyboard. */}
      <pre ref={shown} tabIndex={0} role="group" aria-labelledby={id}>
        <code>{text}</code>
      </pre>
      <div className={layout['actions']}>
        <button
          type="button"
          className={button('small')}
          aria-describedby={id}
          onClick={() => {
            void copy();
          }}
        >
          Copy
        </button>
        <Said text={said} />
      </div>
    </div>
  );
}
