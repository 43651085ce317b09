import { BIRD } from '../design/Mark';
import styles from './Sky.module.css';

const CENTRE = { x: 200, y: 252 };
const ARCS = [70, 120, 170, 220];
const RAYS = [22.5, 45, 67.5, 90, 112.5, 135, 157.5];
const FLOCK = [
  { x: 92, y: 176, size: 0.55, turn: 8 },
  { x: 136, y: 132, size: 0.8, turn: 2 },
  { x: 190, y: 92, size: 1.15, turn: -6 },
  { x: 262, y: 74, size: 1.7, turn: -12 },
  { x: 262, y: 148, size: 0.7, turn: -4 },
  { x: 322, y: 166, size: 0.5, turn: -10 },
];

/** A flock before the sky, divided as an auspex divided it: decoration of the pages before signing in. */
export function Sky() {
  return (
    <svg className={styles['sky']} viewBox="-24 16 448 248" aria-hidden="true" focusable="false">
      <g className={styles['lines']}>
        {ARCS.map((radius) => (
          <path
            key={radius}
            d={`M${CENTRE.x - radius} ${CENTRE.y}A${radius} ${radius} 0 0 1 ${CENTRE.x + radius} ${CENTRE.y}`}
          />
        ))}
        {RAYS.map((degrees) => (
          <path key={degrees} d={`M${onArc(degrees, ARCS[0] ?? 0)}L${onArc(degrees, ARCS.at(-1) ?? 0)}`} />
        ))}
        <path d={`M-20 ${CENTRE.y}H420`} />
      </g>
      <g className={styles['birds']}>
        {FLOCK.map(({ x, y, size, turn }) => (
          <path
            key={`${x} ${y}`}
            transform={`translate(${x} ${y}) rotate(${turn}) scale(${size}) translate(-16 -15)`}
            d={BIRD}
          />
        ))}
      </g>
    </svg>
  );
}

function onArc(degrees: number, radius: number): string {
  const angle = (degrees * Math.PI) / 180;
  return `${(CENTRE.x + radius * Math.cos(angle)).toFixed(1)} ${(CENTRE.y - radius * Math.sin(angle)).toFixed(1)}`;
}
