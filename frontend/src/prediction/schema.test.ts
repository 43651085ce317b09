import { describe, expect, it } from 'vitest';

import type { Feature } from '../api/types';
import { check, checkAll, exampleOf, groupsOf, isFlag, isPrepared, rangeOf, valueText } from './schema';

function feature(overrides: Partial<Feature> & Pick<Feature, 'name'>): Feature {
  return { type: 'number', description: '', required: true, categories: [], ...overrides };
}

const tenure = feature({ name: 'tenure', type: 'integer', min: 0, max: 72, example: 12 });
const charges = feature({ name: 'charges', required: false, min: 18.25, max: 8684.8, example: 84.5 });
const contract = feature({
  name: 'contract',
  type: 'category',
  categories: ['Month-to-month', 'One year'],
  example: 'One year',
});
const partner = feature({ name: 'partner', type: 'integer', min: 0, max: 1, example: 1 });
const records = feature({ name: 'records', type: 'category', categories: ['no', 'yes'] });

describe('groupsOf', () => {
  it('puts figures, choices and plain yes or no apart and keeps the order of the schema', () => {
    const groups = groupsOf([records, contract, charges, partner, tenure]);

    expect(groups.map(({ title, features }) => [title, features.map(({ name }) => name)])).toEqual([
      ['Numbers', ['charges', 'tenure']],
      ['Choices', ['contract']],
      ['Yes or no', ['records', 'partner']],
    ]);
  });

  it('leaves empty groups out and loses no feature', () => {
    expect(groupsOf([tenure])).toHaveLength(1);
    expect(groupsOf([])).toEqual([]);
  });
});

describe('check', () => {
  it.each([
    ['12', 12],
    [' 12 ', 12],
    ['-3', -3],
    ['+4', 4],
    ['12.0', 12],
    ['1e2', 100],
    ['0', 0],
  ])('takes %j for the whole number %d', (text, value) => {
    expect(check({ ...tenure, min: null, max: null }, text)).toEqual({ kind: 'value', value });
  });

  it.each(['.5', '5.', '29.85', '1E-3'])('takes %j for a number', (text) => {
    expect(check(charges, text)).toMatchObject({ kind: 'value', value: Number(text) });
  });

  it.each(['abc', '1,5', '1 000', '0x10', 'Infinity', 'NaN', '--1', '1e', '.', '1e400', '3.5e38'])(
    'refuses %j as a number',
    (text) => {
      expect(check(charges, text).kind).toBe('error');
    },
  );

  it('says how to write a number that has a comma', () => {
    expect(check(charges, '1.234,50')).toMatchObject({
      message: expect.stringContaining('decimal point') as string,
    });
  });

  it('refuses a fraction where a whole number belongs', () => {
    expect(check(tenure, '1.5')).toEqual({ kind: 'error', message: 'Enter a whole number.' });
  });

  it('notes a number outside of the trained range, yet takes it', () => {
    expect(check(tenure, '400')).toEqual({
      kind: 'value',
      value: 400,
      notice: 'Unusual value. The model was trained on 0 to 72, so its result is less certain.',
    });
    expect(check(tenure, '72')).toEqual({ kind: 'value', value: 72 });
  });

  it('asks for what is required and lets the rest be missing', () => {
    expect(check(tenure, '  ')).toEqual({ kind: 'error', message: 'Enter a number.' });
    expect(check(contract, undefined)).toEqual({ kind: 'error', message: 'Choose an option.' });
    expect(check(partner, '')).toEqual({ kind: 'error', message: 'Choose an option.' });
    expect(check(charges, '')).toEqual({ kind: 'missing' });
  });

  it('takes only the categories of the schema, letter by letter', () => {
    expect(check(contract, 'One year')).toEqual({ kind: 'value', value: 'One year' });
    expect(check(contract, 'one year').kind).toBe('error');
  });
});

describe('texts and images', () => {
  const review = feature({ name: 'review', type: 'text', unit: 'characters', max: 20, example: 'Nice tea' });
  const picture = feature({ name: 'picture', type: 'image', max: 6, example: 'iVBORw0K' });

  it('stand in groups of their own', () => {
    expect(groupsOf([review]).map(({ title }) => title)).toEqual(['Text']);
    expect(groupsOf([picture]).map(({ title }) => title)).toEqual(['Image']);
    expect([review, picture, tenure, contract].map(isPrepared)).toEqual([true, true, false, false]);
  });

  it('are taken as they are, up to their size', () => {
    expect(check(review, ' Nice tea\n')).toEqual({ kind: 'value', value: ' Nice tea\n' });
    expect(check(picture, 'iVBORw0K')).toEqual({ kind: 'value', value: 'iVBORw0K' });
    expect(check(review, 'x'.repeat(21))).toEqual({
      kind: 'error',
      message: 'Enter at most 20 characters. You entered 21.',
    });
    expect(check(picture, 'iVBORw0KGg==')).toMatchObject({
      message: 'Choose a file of at most 6 bytes. This file has 7 bytes.',
    });
  });

  it('are asked for where they are missing', () => {
    expect(check(review, '  ')).toEqual({ kind: 'error', message: 'Enter some text.' });
    expect(check(picture, '')).toEqual({ kind: 'error', message: 'Choose a PNG or JPEG file.' });
  });

  it('are told in words', () => {
    const digest = 'ab'.repeat(32);
    expect(rangeOf(review)).toBe('up to 20 characters');
    expect(rangeOf(picture)).toBe('up to 6 bytes');
    expect(valueText(picture, `image/png;bytes=1234;sha256=${digest}`)).toContain('PNG image, ');
    expect(valueText(review, 'Nice tea')).toBe('Nice tea');
  });
});

describe('checkAll', () => {
  it('lists every error at once and leaves missing optional values out', () => {
    const { values, errors } = checkAll([tenure, charges, contract, partner], { tenure: 'x', partner: '1' });

    expect(values).toEqual({ partner: 1 });
    expect(Object.keys(errors)).toEqual(['tenure', 'contract']);
  });

  it('accepts the example of the schema', () => {
    const features = [tenure, charges, contract, partner];

    const { values, errors } = checkAll(features, exampleOf(features));

    expect(errors).toEqual({});
    expect(values).toEqual({ tenure: 12, charges: 84.5, contract: 'One year', partner: 1 });
  });
});

describe('rangeOf', () => {
  it('puts whatever bounds there are into words', () => {
    expect(rangeOf(charges)).toBe('18.25 to 8684.8');
    expect(rangeOf(feature({ name: 'a', min: 1 }))).toBe('1 or more');
    expect(rangeOf(feature({ name: 'a', max: 2, min: null }))).toBe('2 or less');
    expect(rangeOf(feature({ name: 'a' }))).toBeUndefined();
  });
});

describe('isFlag', () => {
  it('is a whole number between 0 and 1 and nothing else', () => {
    expect([partner, tenure, records, feature({ name: 'share', min: 0, max: 1 })].map(isFlag)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
