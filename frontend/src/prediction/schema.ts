import type { Feature } from '../api/types';
import { number, value as plain } from '../format/format';

/** Stands for a positive label that the schema does not name. */
export const POSITIVE = 'the positive label';

/** A label in quotation marks, or what stands for one that the schema does not name. */
export function quoted(label: string | undefined): string {
  return label === undefined ? POSITIVE : `“${label}”`;
}

/** Typed or chosen values by feature name; absent or empty if there is none. */
export type Draft = Readonly<Record<string, string>>;

export interface FeatureGroup {
  title: string;
  features: Feature[];
}

export type Checked =
  | { kind: 'value'; value: number | string; notice?: string }
  | { kind: 'missing' }
  | { kind: 'error'; message: string };

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;
/** Models take 32-bit floats. */
const LARGEST = 3.4028234663852886e38;
/** How a stored prediction describes an image. */
const IMAGE = /^image\/(png|jpeg);bytes=(\d+);sha256=([0-9a-f]{64})$/;
const YES_OR_NO = new Set(['yes', 'no', 'true', 'false', '0', '1']);

/** Features in groups that a person can take in: a text, an image, figures, then choices, then plain yes or no; schema order within. */
export function groupsOf(features: readonly Feature[]): FeatureGroup[] {
  const groups: FeatureGroup[] = [
    { title: 'Text', features: features.filter(({ type }) => type === 'text') },
    { title: 'Image', features: features.filter(({ type }) => type === 'image') },
    {
      title: 'Numbers',
      features: features.filter((feature) => isNumber(feature) && !isFlag(feature)),
    },
    {
      title: 'Choices',
      features: features.filter((feature) => feature.type === 'category' && !isYesOrNo(feature)),
    },
    { title: 'Yes or no', features: features.filter((feature) => isFlag(feature) || isYesOrNo(feature)) },
  ];
  return groups.filter((group) => group.features.length > 0);
}

/** Whether a feature is a number, with a fraction or without. */
export function isNumber({ type }: Feature): boolean {
  return type === 'number' || type === 'integer';
}

/** Whether the suite converts a feature to numbers before inference. Versions with such a feature have no explanations. */
export function isPrepared({ type }: Feature): boolean {
  return type === 'text' || type === 'image';
}

/** Whether a whole number stands for no (0) or yes (1). */
export function isFlag({ type, min, max }: Feature): boolean {
  return type === 'integer' && min === 0 && max === 1;
}

/**
 * Checks one value by the rules of the prediction service: what is missing, of another kind, a fraction or too large is
 * wrong; a number outside of the range that the model was trained on is only unusual.
 */
export function check(feature: Feature, text: string | undefined): Checked {
  const given = text ?? '';
  if (given.trim() === '') {
    return feature.required === true ? { kind: 'error', message: wanted(feature) } : { kind: 'missing' };
  }
  if (isPrepared(feature)) {
    return checkSize(feature, given);
  }
  if (feature.type === 'category') {
    const { categories = [] } = feature;
    return categories.includes(given)
      ? { kind: 'value', value: given }
      : { kind: 'error', message: `Choose one of ${categories.join(', ')}.` };
  }
  return checkNumber(feature, given.trim());
}

function wanted(feature: Feature): string {
  if (feature.type === 'text') {
    return 'Enter some text.';
  }
  if (feature.type === 'image') {
    return 'Choose a PNG or JPEG file.';
  }
  return feature.type === 'category' || isFlag(feature) ? 'Choose an option.' : 'Enter a number.';
}

/** Checks the size: characters for text, bytes for an image, which is Base64 here. */
function checkSize(feature: Feature, given: string): Checked {
  const size = feature.type === 'text' ? given.length : bytesOf(given);
  if (typeof feature.max !== 'number' || size <= feature.max) {
    return { kind: 'value', value: given };
  }
  const most = number(feature.max);
  return {
    kind: 'error',
    message:
      feature.type === 'text'
        ? `Enter at most ${most} characters. You entered ${number(size)}.`
        : `Choose a file of at most ${most} bytes. This file has ${number(size)} bytes.`,
  };
}

/** Bytes that a text in base64 stands for. */
function bytesOf(base64: string): number {
  return Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
}

function checkNumber(feature: Feature, given: string): Checked {
  if (!NUMBER.test(given)) {
    return {
      kind: 'error',
      message: /^[\d.,\s]+$/.test(given)
        ? 'Enter a number with a decimal point and no other separators, such as 1234.5.'
        : 'Enter a number.',
    };
  }
  const value = Number(given);
  if (Math.abs(value) > LARGEST) {
    return { kind: 'error', message: 'This number is too large for the model. Enter a smaller one.' };
  }
  if (feature.type === 'integer' && !Number.isInteger(value)) {
    return { kind: 'error', message: 'Enter a whole number.' };
  }
  const range = rangeOf(feature);
  const outside =
    (typeof feature.min === 'number' && value < feature.min) ||
    (typeof feature.max === 'number' && value > feature.max);
  return outside && range !== undefined
    ? {
        kind: 'value',
        value,
        notice: `Unusual value. The model was trained on ${range}, so its result is less certain.`,
      }
    : { kind: 'value', value };
}

export interface CheckedDraft {
  /** Values to send; a missing optional value is left out. */
  values: Record<string, number | string>;
  /** Message by feature name. */
  errors: Record<string, string>;
}

/** Checks a whole draft at once; every error is listed. */
export function checkAll(features: readonly Feature[], draft: Draft): CheckedDraft {
  const values: Record<string, number | string> = {};
  const errors: Record<string, string> = {};
  for (const feature of features) {
    const checked = check(feature, draft[feature.name]);
    if (checked.kind === 'error') {
      errors[feature.name] = checked.message;
    } else if (checked.kind === 'value') {
      values[feature.name] = checked.value;
    }
  }
  return { values, errors };
}

/** A draft of the schema's example values. */
export function exampleOf(features: readonly Feature[]): Draft {
  const draft: Record<string, string> = {};
  for (const { name, example } of features) {
    if (typeof example === 'string' || typeof example === 'number') {
      draft[name] = String(example);
    }
  }
  return draft;
}

/** A value with its unit, a flag as yes or no; as it stands where the schema is not known. */
export function valueText(feature: Feature | undefined, given: unknown): string {
  if (feature !== undefined && isFlag(feature) && (given === 0 || given === 1)) {
    return given === 1 ? 'Yes' : 'No';
  }
  const image = typeof given === 'string' ? IMAGE.exec(given) : null;
  if (feature?.type === 'image' && image !== null) {
    return `${image[1] === 'png' ? 'PNG' : 'JPEG'} image, ${number(Number(image[2]))} bytes, SHA-256 ${image[3]}`;
  }
  const unit = typeof given === 'number' && typeof feature?.unit === 'string' ? ` ${feature.unit}` : '';
  return plain(given) + unit;
}

/** The range of a feature in words, or undefined if the schema has none. */
export function rangeOf({ type, min, max }: Feature): string | undefined {
  if (type === 'text' || type === 'image') {
    const unit = type === 'text' ? 'characters' : 'bytes';
    return typeof max === 'number' ? `up to ${number(max)} ${unit}` : undefined;
  }
  if (typeof min === 'number' && typeof max === 'number') {
    return `${number(min)} to ${number(max)}`;
  }
  if (typeof min === 'number') {
    return `${number(min)} or more`;
  }
  return typeof max === 'number' ? `${number(max)} or less` : undefined;
}

function isYesOrNo({ type, categories = [] }: Feature): boolean {
  return (
    type === 'category' &&
    categories.length === 2 &&
    categories.every((category) => YES_OR_NO.has(category.toLowerCase()))
  );
}
