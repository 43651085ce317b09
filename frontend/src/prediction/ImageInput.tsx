import { useEffect, useRef, useState } from 'react';

import type { ControlProps } from '../design/Field';
import textStyles from '../design/text.module.css';
import styles from './ImageInput.module.css';

interface ImageInputProps {
  control: ControlProps;
  /** The chosen file in base64; empty where there is none. */
  base64: string;
  onChange: (base64: string) => void;
  onLeave: () => void;
}

/** A file picker for an image, with a preview of what was chosen. */
export function ImageInput({ control, base64, onChange, onLeave }: ImageInputProps) {
  const [failed, setFailed] = useState(false);

  const read = (file: File | undefined) => {
    setFailed(false);
    if (file === undefined) {
      onChange('');
      return;
    }
    const reader = new FileReader();
    reader.onload = () => {
      onChange(typeof reader.result === 'string' ? reader.result.slice(reader.result.indexOf(',') + 1) : '');
    };
    reader.onerror = () => {
      setFailed(true);
      onChange('');
    };
    reader.readAsDataURL(file);
  };

  return (
    <span className={styles['input']}>
      <input
        // A file field cannot be emptied by its value: a form that was cleared gets a new one.
        key={base64 === '' ? 'empty' : 'chosen'}
        {...control}
        type="file"
        accept="image/png,image/jpeg"
        onBlur={onLeave}
        onChange={(event) => {
          read(event.target.files?.[0]);
        }}
      />
      {base64 === '' ? null : <Preview base64={base64} />}
      {failed ? <span role="alert">The file could not be read. Choose another one.</span> : null}
    </span>
  );
}

/** Drawn on a canvas: the page's policy lets no image in but its own files. */
function Preview({ base64 }: { base64: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState<string>();

  useEffect(() => {
    let current = true;
    const draw = async () => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const target = canvas.current;
      if (current && target !== null) {
        const scale = Math.min(1, 320 / bitmap.width, 200 / bitmap.height);
        target.width = Math.max(1, Math.round(bitmap.width * scale));
        target.height = Math.max(1, Math.round(bitmap.height * scale));
        target.getContext('2d')?.drawImage(bitmap, 0, 0, target.width, target.height);
        setSize(`${bitmap.width} × ${bitmap.height} pixels`);
      }
      bitmap.close();
    };
    draw().catch(() => {
      if (current) {
        setSize('No preview. Your browser cannot display this file as an image.');
      }
    });
    return () => {
      current = false;
    };
  }, [base64]);

  return (
    <span className={styles['preview']}>
      <canvas ref={canvas} role="img" aria-label="Selected image" />
      <span className={textStyles['note']} role="status">
        {size ?? ''}
      </span>
    </span>
  );
}
