// @vitest-environment node
// jsdom has no Blob.arrayBuffer.
import { describe, expect, it } from 'vitest';

import { brandingOf, checkBranding, checkSettings, readLogo, settingsOf } from './branding';
import { pngAddress } from '../format/pngAddress';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

describe('branding', () => {
  it('takes a name with or without a colour', () => {
    expect(checkBranding({ name: 'Nest', colour: '', logo: '' })).toEqual({});
    expect(checkBranding({ name: 'Nest', colour: ' #3C5A99 ', logo: '' })).toEqual({});
  });

  it('refuses no name, a long one and what is no colour', () => {
    expect(checkBranding({ name: ' ', colour: 'red', logo: '' })).toEqual({
      name: 'Enter a name.',
      colour: 'Enter a hex colour, such as #3c5a99.',
    });
    expect(checkBranding({ name: 'n'.repeat(101), colour: '', logo: '' }).name).toContain('100');
  });

  it('leaves out what is empty, and sends colours in lower case', () => {
    expect(brandingOf({ name: ' Nest ', colour: '', logo: '' })).toEqual({ name: 'Nest' });
    expect(brandingOf({ name: 'Nest', colour: '#3C5A99', logo: 'aaaa' })).toEqual({
      name: 'Nest',
      colour: '#3c5a99',
      logo: 'aaaa',
    });
  });
});

describe('a logo', () => {
  it('is a PNG file in Base64', async () => {
    expect(await readLogo(new Blob([PNG]))).toBe('iVBORw0KGgoBAgM=');
  });

  it('is refused where it is something else or too large', async () => {
    await expect(readLogo(new Blob(['<svg/>']))).rejects.toThrow(
      'The logo must be a PNG file. Choose another file.',
    );
    await expect(readLogo(new Blob([new Uint8Array(65_537)]))).rejects.toThrow('at most 64 KiB');
  });

  it('becomes an address only where it is Base64', () => {
    expect(pngAddress('iVBORw0KGgoBAgM=')).toBe('data:image/png;base64,iVBORw0KGgoBAgM=');
    expect(pngAddress('"><script>')).toBeUndefined();
  });
});

describe('limits', () => {
  const values = { requestsPerSecond: '', predictionsPerDay: '', retentionDays: '30', logInputs: false };

  it('may be left to the installation, the retention not', () => {
    expect(checkSettings(values)).toEqual({});
    expect(checkSettings({ ...values, retentionDays: '' })).toEqual({
      retentionDays: 'Enter a whole number.',
    });
  });

  it('are whole numbers in the range of the suite', () => {
    expect(
      checkSettings({ ...values, requestsPerSecond: '0', predictionsPerDay: '-1', retentionDays: '3651' }),
    ).toEqual({
      requestsPerSecond: 'Enter a number from 1 to 1000000.',
      predictionsPerDay: 'Enter a whole number.',
      retentionDays: 'Enter a number from 1 to 3650.',
    });
  });

  it('are left out of what is sent where they are empty', () => {
    expect(settingsOf(values)).toEqual({ retentionDays: 30, logInputs: false });
    expect(settingsOf({ ...values, requestsPerSecond: ' 50 ', predictionsPerDay: '1000' })).toEqual({
      requestsPerSecond: 50,
      predictionsPerDay: 1000,
      retentionDays: 30,
      logInputs: false,
    });
  });
});
