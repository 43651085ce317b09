import styles from './button.module.css';
import { classes } from './classes';

type Look = 'primary' | 'danger' | 'quiet' | 'small' | 'wide' | 'icon';

/** Classes of what looks like a button: buttons, and links that are as prominent. */
export function button(...looks: Look[]): string {
  return classes(styles['button'], ...looks.map((look) => styles[look]));
}
