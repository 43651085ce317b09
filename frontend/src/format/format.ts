const PERCENT = new Intl.NumberFormat('en', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const WHOLE_PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const DECIMAL = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const SIGNED = new Intl.NumberFormat('en', {
  signDisplay: 'exceptZero',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
// Without separators of thousands, because the form takes none either.
const PLAIN = new Intl.NumberFormat('en', { maximumFractionDigits: 6, useGrouping: false });
const MOMENT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });

const ACRONYMS = /\b(api|auc|id|tv)\b/gi;

/** Share of 1 as a percentage with one decimal: 0.7312 is "73.1%". */
export function percent(share: number): string {
  return PERCENT.format(share);
}

/** As {@link percent}, without a decimal that says nothing: 0.5 is "50%". */
export function shortPercent(share: number): string {
  return WHOLE_PERCENT.format(share);
}

/** Microseconds in the unit that reads best: "412 µs", "1.24 ms", "2.5 s". */
export function micros(value: number): string {
  if (value < 1_000) {
    return `${Math.round(value)} µs`;
  }
  return value < 1_000_000 ? `${DECIMAL.format(value / 1_000)} ms` : `${DECIMAL.format(value / 1_000_000)} s`;
}

/** With its sign, to two decimals: "+0.63", "−1.20". */
export function signed(given: number): string {
  return SIGNED.format(given).replace('-', '\u2212');
}

/** Instant in the reader's time zone. */
export function moment(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : MOMENT.format(date);
}

/** Name of a feature, label or metric for people: "monthly_charges" is "Monthly charges", "MonthlyCharges" too. */
export function words(name: string): string {
  const spaced = name
    .replaceAll(/[_\-.]+/g, ' ')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .trim();
  if (/^[A-Z\d]{1,4}$/.test(spaced)) {
    return spaced;
  }
  const lower = spaced.toLowerCase();
  return (lower.charAt(0).toUpperCase() + lower.slice(1)).replaceAll(ACRONYMS, (word) => word.toUpperCase());
}

/** A plain number, as it would be typed. */
export function number(given: number): string {
  return PLAIN.format(given);
}

/** A feature's value as text. */
export function value(given: unknown): string {
  if (typeof given === 'number') {
    return PLAIN.format(given);
  }
  if (typeof given === 'string') {
    return given === '' ? 'Not provided' : given;
  }
  return given === null || given === undefined ? 'Not provided' : JSON.stringify(given);
}
