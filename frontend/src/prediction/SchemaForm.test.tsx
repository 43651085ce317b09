import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { Feature } from '../api/types';
import { SchemaForm } from './SchemaForm';

const review: Feature = {
  name: 'review',
  type: 'text',
  description: 'What a customer wrote',
  unit: 'characters',
  required: true,
  max: 30,
  categories: [],
  example: 'Nice tea',
};

const picture: Feature = {
  name: 'picture',
  type: 'image',
  description: 'A digit by hand',
  required: true,
  max: 100,
  categories: [],
  example: 'iVBORw0KGgo=',
};

function form(feature: Feature) {
  const send = vi.fn(() => Promise.resolve());
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SchemaForm features={[feature]} send={send} onChange={() => undefined} />
    </QueryClientProvider>,
  );
  return send;
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a text', () => {
  it('is written on several lines and sent as it is', async () => {
    const user = userEvent.setup();
    const send = form(review);

    await user.type(screen.getByLabelText(/Review/), 'Nice tea,{enter}good price');
    await user.click(screen.getByRole('button', { name: 'Predict' }));

    expect(send).toHaveBeenCalledWith({ review: 'Nice tea,\ngood price' });
  });

  it('is refused where it is too long', async () => {
    const user = userEvent.setup();
    const send = form(review);

    await user.type(screen.getByLabelText(/Review/), 'x'.repeat(31));
    await user.click(screen.getByRole('button', { name: 'Predict' }));

    expect(send).not.toHaveBeenCalled();
    expect(screen.getByText('Enter at most 30 characters. You entered 31.')).toBeTruthy();
  });
});

describe('an image', () => {
  const file = new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47])], 'digit.png', { type: 'image/png' });

  it('is chosen as a file, shown, and sent in base64', async () => {
    const user = userEvent.setup();
    const close = vi.fn();
    vi.stubGlobal('createImageBitmap', () => Promise.resolve({ width: 8, height: 6, close }));
    const drawImage = vi.fn();
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({
      drawImage,
    } as unknown as CanvasRenderingContext2D);
    const send = form(picture);

    await user.upload(screen.getByLabelText(/Picture/), file);

    await waitFor(() => {
      expect(screen.getByText('8 × 6 pixels')).toBeTruthy();
    });
    expect(screen.getByRole('img', { name: 'Selected image' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Predict' }));
    expect(send).toHaveBeenCalledWith({ picture: 'iVBORw==' });
    expect(drawImage).toHaveBeenCalled();
    expect(close).toHaveBeenCalled();
  });

  it('goes when the form is cleared, and is asked for then', async () => {
    const user = userEvent.setup();
    vi.stubGlobal('createImageBitmap', () => Promise.reject(new Error('no image')));
    const send = form(picture);

    await user.upload(screen.getByLabelText(/Picture/), file);
    await waitFor(() => {
      expect(screen.getByText(/No preview/)).toBeTruthy();
    });
    await user.click(screen.getByRole('button', { name: 'Clear' }));
    await user.click(screen.getByRole('button', { name: 'Predict' }));

    expect(screen.queryByRole('img')).toBeNull();
    expect(send).not.toHaveBeenCalled();
    expect(screen.getByText('Choose a PNG or JPEG file.')).toBeTruthy();
  });
});
