import { browserSupportsWebAuthn, startAuthentication } from '@simplewebauthn/browser';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Api } from '../api/client';
import { fakeCalls } from '../api/fakeCalls';
import { ApiProvider, createQueryClient } from '../api/queries';
import { Session } from '../api/session';
import type { Explanation, ModelVersion, Prediction, Tokens } from '../api/types';
import { ProblemError } from '../problem/problem';
import { App } from './App';

// The browser's part: jsdom has no authenticators.
vi.mock('@simplewebauthn/browser', () => ({
  browserSupportsWebAuthn: vi.fn(() => false),
  startAuthentication: vi.fn(),
  startRegistration: vi.fn(),
  WebAuthnAbortService: { cancelCeremony: vi.fn() },
}));

const TOKENS: Tokens = {
  accessToken: 'access',
  tokenType: 'Bearer',
  expiresIn: 600,
};

const SCHEMA: ModelVersion = {
  model: 'churn',
  version: '2',
  title: 'Customer churn, boosted trees',
  description: 'Probability that a customer leaves.',
  algorithm: 'gradient-boosted-trees',
  features: [
    {
      name: 'tenure',
      type: 'integer',
      description: 'How long',
      unit: 'months',
      required: true,
      min: 0,
      max: 72,
      categories: [],
      example: 12,
    },
    {
      name: 'contract',
      type: 'category',
      description: '',
      required: true,
      categories: ['Month-to-month', 'One year'],
      example: 'One year',
    },
    { name: 'charges', type: 'number', description: '', required: false, categories: [], example: 84.5 },
  ],
  labels: ['No', 'Yes'],
  positiveLabel: 'Yes',
  threshold: 0.5,
  metrics: { auc: 0.853472 },
  seed: 42,
  dataSha256: '',
  onnxSha256: '',
  trainedAt: '2023-01-25T00:00:00Z',
};

function predictionOf(id: string, overrides: Partial<Prediction> = {}): Prediction {
  return {
    id,
    model: 'churn',
    version: '2',
    features: { tenure: 12, contract: 'One year' },
    label: 'Yes',
    score: 0.731,
    confidence: 0.731,
    warnings: [],
    timings: {
      validateMicros: 40,
      queueMicros: 200,
      inferenceMicros: 60,
      modelCallMicros: 600,
      commitMicros: 400,
      totalMicros: 1_124,
    },
    createdAt: '2026-03-01T10:00:00Z',
    ...overrides,
  };
}

const EXPLANATION: Explanation = {
  model: 'churn',
  version: '2',
  positiveLabel: 'Yes',
  score: 0.731,
  method: 'tree-shap',
  scale: 'log-odds',
  base: -1.2,
  baseScore: 0.231,
  output: 1,
  contributions: [
    { feature: 'contract', value: 'One year', contribution: 2.5 },
    { feature: 'tenure', value: 12, contribution: -0.3 },
    { feature: 'charges', contribution: 0 },
  ],
  additivityError: 1e-8,
  backgroundRows: 100,
  computeMicros: 900,
};

function refusal(
  status: number,
  title: string,
  detail: string,
  violations: ProblemError['problem']['violations'] = [],
) {
  return new ProblemError({ status, title, detail, traceId: 'trace-1', violations });
}

function fakeApi(overrides: Partial<Api> = {}, signedIn = true): Api {
  const session = new Session(undefined, () => Promise.resolve(TOKENS));
  if (signedIn) {
    session.signIn(TOKENS);
  }
  return {
    session,
    register: vi.fn(() => {
      session.signIn(TOKENS);
      return Promise.resolve('signed-in' as const);
    }),
    signIn: vi.fn(() => {
      session.signIn(TOKENS);
      return Promise.resolve(undefined);
    }),
    signInWithCode: vi.fn(() => {
      session.signIn(TOKENS);
      return Promise.resolve();
    }),
    startPasskeySignIn: vi.fn(() =>
      Promise.resolve({
        challenge: 'AAAA',
        timeout: 300_000,
        rpId: 'localhost',
        userVerification: 'required',
      }),
    ),
    signInWithPasskey: vi.fn(() => {
      session.signIn(TOKENS);
      return Promise.resolve();
    }),
    externalProvider: () => Promise.resolve({ configured: false }),
    forgotPassword: vi.fn(() => Promise.resolve()),
    resetPassword: vi.fn(() => Promise.resolve()),
    verifyEmail: vi.fn(() => Promise.resolve()),
    acceptInvitation: vi.fn(() => Promise.resolve()),
    signOut: () => {
      session.signOut();
      return Promise.resolve();
    },
    me: () =>
      Promise.resolve({
        id: '1',
        email: 'me@example.com',
        emailVerified: true,
        tenantId: '1',
        roles: ['owner'],
        createdAt: '2026-01-01',
      }),
    models: () => Promise.resolve([{ name: 'churn', versions: ['1', '2'], aliases: { champion: '2' } }]),
    modelVersion: () => Promise.resolve(SCHEMA),
    predict: vi.fn(() => Promise.resolve(predictionOf('p1'))),
    predictions: () => Promise.resolve({ items: [] }),
    prediction: (id) => Promise.resolve(predictionOf(id)),
    explain: vi.fn(() => Promise.resolve(EXPLANATION)),
    ...fakeCalls(),
    ...overrides,
  };
}

function show(api: Api, path = '/') {
  window.history.replaceState(null, '', path);
  const client = createQueryClient();
  client.setDefaultOptions({ queries: { retry: false } });
  render(
    <QueryClientProvider client={client}>
      <ApiProvider value={api}>
        <App />
      </ApiProvider>
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

beforeEach(() => {
  // jsdom lays nothing out.
  window.matchMedia = vi.fn(
    () =>
      ({
        matches: false,
        addEventListener: vi.fn(),
        removeEventListener: vi.fn(),
      }) as unknown as MediaQueryList,
  );
  window.scrollTo = vi.fn();
  Element.prototype.scrollIntoView = vi.fn();
});

afterEach(cleanup);

it('refuses credentials that break a rule before they are sent, and puts the focus on the first', async () => {
  const api = fakeApi({}, false);
  const user = show(api, '/register');

  await user.type(screen.getByLabelText('Email address'), 'nobody');
  await user.type(screen.getByLabelText('Password'), 'short');
  await user.click(screen.getByRole('button', { name: 'Register' }));

  expect(screen.getByLabelText('Email address')).toBe(document.activeElement);
  expect(screen.getByLabelText('Password').getAttribute('aria-invalid')).toBe('true');
  expect(api.register).not.toHaveBeenCalled();
});

it("shows the auth service's violations next to their fields", async () => {
  const violations = [{ pointer: '/email', code: 'email', message: 'must be a well-formed address' }];
  const user = show(
    fakeApi(
      { register: () => Promise.reject(refusal(400, 'Invalid input', 'One is wrong.', violations)) },
      false,
    ),
    '/register',
  );

  await user.type(screen.getByLabelText('Email address'), 'a@b');
  await user.type(screen.getByLabelText('Password'), 'a long password');
  await user.click(screen.getByRole('button', { name: 'Register' }));

  const message = await screen.findByText('must be a well-formed address');
  expect(screen.getByLabelText('Email address').getAttribute('aria-describedby')).toBe(message.id);
  expect(screen.queryByRole('alert')).toBeNull();
});

it('shows any other problem as a banner with title, detail and trace id', async () => {
  const user = show(
    fakeApi({ signIn: () => Promise.reject(refusal(401, 'Not signed in', 'Wrong password.')) }, false),
    '/predictions',
  );

  await user.type(screen.getByLabelText('Email address'), 'a@b');
  await user.type(screen.getByLabelText('Password'), 'a long password');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));

  const banner = await screen.findByRole('alert');
  expect(banner.textContent).toContain('Not signed in');
  expect(banner.textContent).toContain('Wrong password.');
  expect(banner.textContent).toContain('trace-1');
});

it('goes on to the page that was asked for after signing in', async () => {
  const user = show(fakeApi({}, false), '/predictions');

  await user.type(screen.getByLabelText('Email address'), 'a@b');
  await user.type(screen.getByLabelText('Password'), 'a long password{Enter}');

  expect(await screen.findByRole('heading', { name: 'Predictions' })).toBeTruthy();
});

it("makes the form from the model's schema and predicts with the champion", async () => {
  // Given
  const api = fakeApi();
  const user = show(api);
  const tenure = await screen.findByLabelText(/^Tenure/);
  expect(tenure.getAttribute('inputmode')).toBe('numeric');
  expect(screen.getByLabelText<HTMLSelectElement>(/^Contract/).options).toHaveLength(3);
  expect(screen.getByText('months')).toBeTruthy();
  expect(screen.getByText('How long · 0 to 72')).toBeTruthy();

  // When
  await user.click(screen.getByRole('button', { name: 'Use example values' }));
  await user.clear(screen.getByLabelText(/^Charges/));
  await user.click(screen.getByRole('button', { name: 'Predict' }));

  // Then
  const answer = await screen.findByRole('article');
  expect(api.predict).toHaveBeenCalledWith({
    model: 'churn',
    features: { tenure: 12, contract: 'One year' },
  });
  expect(within(answer).getByRole('heading', { name: 'Yes' })).toBeTruthy();
  expect(within(answer).getByRole('img', { name: 'Score 73.1%, threshold 50%' })).toBeTruthy();
  expect(within(answer).getByText('1.12 ms')).toBeTruthy();
  expect(screen.getByText(/^The result is Yes/).getAttribute('aria-live')).toBe('polite');
});

it('sends a chosen version, and says when the form has moved on since the answer', async () => {
  const api = fakeApi();
  const user = show(api);
  await screen.findByLabelText(/^Tenure/);

  await user.selectOptions(screen.getByLabelText('Version'), '1');
  await user.click(await screen.findByRole('button', { name: 'Use example values' }));
  await user.click(screen.getByRole('button', { name: 'Predict' }));
  await screen.findByRole('article');
  await user.type(screen.getByLabelText(/^Tenure/), '9');

  expect(api.predict).toHaveBeenCalledWith(expect.objectContaining({ version: '1' }));
  expect(screen.getByText('The form has changed since this result.')).toBeTruthy();
  expect(screen.getByText(/^Unusual value. The model was trained on 0 to 72/)).toBeTruthy();
});

it('sends nothing while a value is wrong and leads to the first one', async () => {
  const api = fakeApi();
  const user = show(api);

  await user.type(await screen.findByLabelText(/^Tenure/), '1.5');
  await user.click(screen.getByRole('button', { name: 'Predict' }));

  expect(api.predict).not.toHaveBeenCalled();
  expect(screen.getByLabelText(/^Tenure/)).toBe(document.activeElement);
  expect(screen.getByText('Enter a whole number.')).toBeTruthy();
  expect(screen.getByText('2 fields need attention')).toBeTruthy();
});

it("shows the prediction service's violations at their fields until they are changed, and the rest above", async () => {
  const violations = [
    { pointer: '/features/tenure', code: 'type', message: 'tenure is odd' },
    { pointer: '/features/ghost', code: 'unknown', message: 'there is no ghost' },
  ];
  const user = show(
    fakeApi({ predict: () => Promise.reject(refusal(400, 'Invalid input', 'Two.', violations)) }),
  );

  await user.click(await screen.findByRole('button', { name: 'Use example values' }));
  await user.click(screen.getByRole('button', { name: 'Predict' }));

  expect((await screen.findByRole('alert')).textContent).toContain('there is no ghost');
  expect(screen.getByText('tenure is odd')).toBeTruthy();
  await user.type(screen.getByLabelText(/^Tenure/), '3');
  expect(screen.queryByText('tenure is odd')).toBeNull();
});

it('shows warnings of an answer', async () => {
  const warnings = [{ pointer: '/features/tenure', code: 'range', message: 'tenure is 400' }];
  const user = show(fakeApi({ predict: () => Promise.resolve(predictionOf('p1', { warnings })) }));

  await user.click(await screen.findByRole('button', { name: 'Use example values' }));
  await user.click(screen.getByRole('button', { name: 'Predict' }));

  expect(await screen.findByText('tenure is 400')).toBeTruthy();
});

it('says that there is no model, or that the models cannot be had', async () => {
  show(fakeApi({ models: () => Promise.resolve([]) }));
  expect(await screen.findByText('No models yet')).toBeTruthy();
  cleanup();

  show(fakeApi({ models: () => Promise.reject(refusal(500, 'Internal error', 'Sorry.')) }));
  expect((await screen.findByRole('alert')).textContent).toContain('Internal error');
});

it('pages through the list and says when it ends', async () => {
  const cursors: (string | undefined)[] = [];
  const user = show(
    fakeApi({
      predictions: ({ cursor }) => {
        cursors.push(cursor);
        return Promise.resolve(
          cursor === undefined
            ? { items: [predictionOf('p2')], nextCursor: 'next' }
            : { items: [predictionOf('p1', { label: 'No', score: 0.1 })] },
        );
      },
    }),
    '/predictions',
  );

  await user.click(await screen.findByRole('button', { name: 'Load more' }));

  await waitFor(() => {
    expect(screen.getAllByRole('listitem', { name: '' }).filter((item) => item.closest('ol'))).toHaveLength(
      2,
    );
  });
  expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
  expect(screen.getByText('2 predictions in total')).toBeTruthy();
  expect(cursors).toEqual([undefined, 'next']);
});

it('keeps the list when a further page fails, and tries again on request', async () => {
  let tries = 0;
  const user = show(
    fakeApi({
      predictions: ({ cursor }) => {
        if (cursor === undefined) {
          return Promise.resolve({ items: [predictionOf('p2')], nextCursor: 'next' });
        }
        tries += 1;
        return tries === 1
          ? Promise.reject(refusal(503, 'Temporarily unavailable', 'Wait.'))
          : Promise.resolve({ items: [predictionOf('p1')] });
      },
    }),
    '/predictions',
  );

  await user.click(await screen.findByRole('button', { name: 'Load more' }));
  await user.click(await screen.findByRole('button', { name: 'Try again' }));

  expect(await screen.findByText('2 predictions in total')).toBeTruthy();
});

it('invites to a first prediction where there is none', async () => {
  const user = show(fakeApi(), '/predictions');

  expect(await screen.findByText('No predictions yet')).toBeTruthy();
  await user.click(screen.getByRole('link', { name: 'Make a prediction' }));

  expect(await screen.findByRole('heading', { name: 'Predict' })).toBe(document.activeElement);
});

it('shows a kept prediction with its inputs and units, also where one was not given', async () => {
  show(fakeApi(), '/predictions/p7');

  expect(await screen.findByText('12 months')).toBeTruthy();
  expect(screen.getByText('Not provided')).toBeTruthy();
  expect(document.title).toBe('Prediction · Auspex');
});

it('explains an answer when it is asked why, and not before', async () => {
  const api = fakeApi();
  const user = show(api, '/predictions/p7');

  const ask = await screen.findByRole('button', { name: 'Explain this result' });
  expect(api.explain).not.toHaveBeenCalled();
  await user.click(ask);

  const table = await screen.findByRole('table', { name: /from 23.1%.* to 73.1%/ });
  expect(api.explain).toHaveBeenCalledExactlyOnceWith(
    'churn',
    '2',
    { tenure: 12, contract: 'One year' },
    expect.anything(),
  );
  expect(within(table).getByRole('row', { name: /Contract One year .*\+2.50/ })).toBeTruthy();
  expect(within(table).getByRole('row', { name: /Tenure 12 months .*−0.30/ })).toBeTruthy();
  expect(within(table).getByRole('row', { name: /Charges Not provided .*0.00/ })).toBeTruthy();
  expect(screen.getByText(/Exact/)).toBeTruthy();
});

it('says how sure it is of contributions that were sampled, in points of the score', async () => {
  const contributions = Array.from({ length: 12 }, (_, i) => ({
    feature: `f${i + 1}`,
    value: i,
    contribution: 0.12 - i / 100,
    standardError: 0.004,
  }));
  const user = show(
    fakeApi({
      explain: () =>
        Promise.resolve({
          ...EXPLANATION,
          method: 'sampling-shapley',
          scale: 'probability',
          permutations: 800,
          contributions,
        }),
    }),
    '/predictions/p7',
  );

  await user.click(await screen.findByRole('button', { name: 'Explain this result' }));

  expect(await screen.findByRole('row', { name: /F1 .*\+12.00 ± 0.40/ })).toBeTruthy();
  expect(screen.queryByRole('row', { name: /F12/ })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Show all 12 features' }));
  expect(screen.getByRole('row', { name: /F12 .*\+1.00/ })).toBeTruthy();
  expect(screen.getByText(/800 permutations/)).toBeTruthy();
});

it('says that a version cannot be explained, and offers another try of what failed otherwise', async () => {
  const detail = 'Version 2 of model churn cannot be explained.';
  const user = show(
    fakeApi({ explain: () => Promise.reject(refusal(409, 'Conflict', detail)) }),
    '/predictions/p7',
  );
  await user.click(await screen.findByRole('button', { name: 'Explain this result' }));
  expect(await screen.findByText(detail)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  cleanup();

  let tries = 0;
  const again = show(
    fakeApi({
      explain: () =>
        ++tries === 1 ? Promise.reject(refusal(429, 'Overloaded', 'Wait.')) : Promise.resolve(EXPLANATION),
    }),
    '/predictions/p8',
  );
  await again.click(await screen.findByRole('button', { name: 'Explain this result' }));
  await again.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('table')).toBeTruthy();
});

it('asks for a code where the account has a second factor', async () => {
  const api = fakeApi({ signIn: vi.fn(() => Promise.resolve('challenge')) }, false);
  const user = show(api, '/sign-in');
  await user.type(screen.getByLabelText('Email address'), 'me@example.com');
  await user.type(screen.getByLabelText('Password'), 'three quiet herons');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));

  await user.type(await screen.findByLabelText('Code'), ' 123456 ');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));

  expect(api.signInWithCode).toHaveBeenCalledWith('challenge', '123456');
  expect(await screen.findByRole('button', { name: 'Sign out' })).toBeTruthy();
});

describe('with a passkey', () => {
  const SIGNED = {
    id: 'credential',
    rawId: 'credential',
    type: 'public-key' as const,
    clientExtensionResults: {},
    response: { clientDataJSON: 'client', authenticatorData: 'data', signature: 'signed', userHandle: 'me' },
  };
  const button = () => screen.findByRole('button', { name: 'Sign in with a passkey' });

  beforeEach(() => {
    vi.stubGlobal('isSecureContext', true);
    vi.mocked(startAuthentication).mockReset();
    vi.mocked(browserSupportsWebAuthn).mockReturnValue(true);
  });

  it('signs in, and leads to the page that was asked for', async () => {
    vi.mocked(startAuthentication).mockResolvedValue(SIGNED);
    const api = fakeApi({}, false);
    const user = show(api, '/predictions');

    await user.click(await button());

    expect(await screen.findByRole('heading', { name: 'Predictions' })).toBeTruthy();
    expect(startAuthentication).toHaveBeenCalledExactlyOnceWith({
      optionsJSON: expect.objectContaining({ challenge: 'AAAA', rpId: 'localhost' }) as unknown,
    });
    expect(api.signInWithPasskey).toHaveBeenCalledExactlyOnceWith({
      id: 'credential',
      type: 'public-key',
      response: SIGNED.response,
    });
  });

  it.each(['NotAllowedError', 'AbortError'])(
    'says quietly that none was used where its owner did not want to: %s',
    async (name) => {
      vi.mocked(startAuthentication).mockRejectedValue(new DOMException('not now', name));
      const api = fakeApi({}, false);
      const user = show(api, '/sign-in');

      await user.click(await button());

      expect((await screen.findByText(/^No passkey was used/)).getAttribute('role')).toBe('status');
      expect(screen.queryByRole('alert')).toBeNull();
      expect(api.signInWithPasskey).not.toHaveBeenCalled();
    },
  );

  it.each([
    ['SecurityError', 'Passkeys work only at localhost'],
    ['UnknownError', 'reported an error'],
  ])('says what is wrong with the browser: %s', async (name, message) => {
    vi.mocked(startAuthentication).mockRejectedValue(new DOMException('broken', name));
    const user = show(fakeApi({}, false), '/sign-in');

    await user.click(await button());

    expect((await screen.findByRole('alert')).textContent).toContain(message);
  });

  it('refuses an answer that does not say whose it is', async () => {
    vi.mocked(startAuthentication).mockResolvedValue({
      ...SIGNED,
      response: { clientDataJSON: 'client', authenticatorData: 'data', signature: 'signed' },
    });
    const api = fakeApi({}, false);
    const user = show(api, '/sign-in');

    await user.click(await button());

    expect((await screen.findByRole('alert')).textContent).toContain(
      'does not say which account it belongs to',
    );
    expect(api.signInWithPasskey).not.toHaveBeenCalled();
  });

  it('shows why the suite refuses one, and that there are none at its address', async () => {
    vi.mocked(startAuthentication).mockResolvedValue(SIGNED);
    const api = fakeApi(
      {
        startPasskeySignIn: vi
          .fn<Api['startPasskeySignIn']>()
          .mockRejectedValueOnce(refusal(404, 'Not found', 'This address has no host name.'))
          .mockResolvedValue({
            challenge: 'AAAA',
            timeout: 300_000,
            rpId: 'localhost',
            userVerification: 'required',
          }),
        signInWithPasskey: () => Promise.reject(refusal(401, 'Not signed in', 'The passkey was removed.')),
      },
      false,
    );
    const user = show(api, '/sign-in');

    await user.click(await button());
    expect((await screen.findByRole('alert')).textContent).toContain('This address has no host name.');
    expect(startAuthentication).not.toHaveBeenCalled();

    await user.click(await button());
    expect(await screen.findByText('The passkey was removed.')).toBeTruthy();
    expect(api.session.state()).toBe('signed-out');
  });

  it('is not offered where the browser has none, or the page does not come over HTTPS', async () => {
    vi.mocked(browserSupportsWebAuthn).mockReturnValue(false);
    show(fakeApi({}, false), '/sign-in');
    await screen.findByRole('button', { name: 'Sign in' });
    expect(screen.queryByRole('button', { name: 'Sign in with a passkey' })).toBeNull();
    cleanup();

    vi.mocked(browserSupportsWebAuthn).mockReturnValue(true);
    vi.stubGlobal('isSecureContext', false);
    show(fakeApi({}, false), '/sign-in');
    await screen.findByRole('button', { name: 'Sign in' });
    expect(screen.queryByRole('button', { name: 'Sign in with a passkey' })).toBeNull();
  });
});

it('goes on at the code of a sign-in that an external provider began, and offers that provider', async () => {
  const api = fakeApi(
    { externalProvider: () => Promise.resolve({ configured: true, label: 'Acme' }) },
    false,
  );
  const user = show(api, '/sign-in#challenge=from-provider');

  await user.type(await screen.findByLabelText('Code'), '654321');
  await user.click(screen.getByRole('button', { name: 'Start over' }));

  const link = await screen.findByRole('link', { name: 'Sign in with Acme' });
  expect(link.getAttribute('href')).toBe('/api/v1/auth/external/start');
});

it.each([
  ['forbidden', 'cannot confirm that this email address is yours'],
  ['upstream-failed', 'did not respond correctly'],
  ['something-else', 'Signing in with the provider failed'],
])('says why the external provider sent nobody back: %s', async (error, message) => {
  show(fakeApi({}, false), `/sign-in#error=${error}`);

  expect((await screen.findByRole('alert')).textContent).toContain(message);
});

it('says that a mail is on its way where addresses have to be verified', async () => {
  const user = show(
    fakeApi({ register: vi.fn(() => Promise.resolve('mailed' as const)) }, false),
    '/register',
  );
  await user.type(screen.getByLabelText('Email address'), 'me@example.com');
  await user.type(screen.getByLabelText('Password'), 'three quiet herons');

  await user.click(screen.getByRole('button', { name: 'Register' }));

  expect((await screen.findByRole('status')).textContent).toContain('Check your inbox');
});

it('sends a link for a forgotten password, and checks the address first', async () => {
  const api = fakeApi({}, false);
  const user = show(api, '/forgot-password');
  await user.click(screen.getByRole('button', { name: 'Send reset link' }));
  expect(screen.getByText('Enter your email address.')).toBeTruthy();

  await user.type(screen.getByLabelText('Email address'), 'me@example.com');
  await user.click(screen.getByRole('button', { name: 'Send reset link' }));

  expect((await screen.findByRole('status')).textContent).toContain('If this address has an account');
  expect(api.forgotPassword).toHaveBeenCalledExactlyOnceWith('me@example.com');
});

it('sets a new password by the link in a mail and shows what the suite says against one', async () => {
  const refused = vi
    .fn<Api['resetPassword']>()
    .mockRejectedValueOnce(
      new ProblemError({
        status: 400,
        title: 'Invalid input',
        violations: [
          { pointer: '/newPassword', code: 'breached', message: 'newPassword is among the first' },
        ],
      }),
    )
    .mockResolvedValue(undefined);
  const user = show(fakeApi({ resetPassword: refused }, false), '/reset-password#token=secret');
  const field = screen.getByLabelText('New password');
  await user.type(field, 'qwertyqwerty');
  await user.click(screen.getByRole('button', { name: 'Set password' }));
  expect(await screen.findByText('newPassword is among the first')).toBeTruthy();

  await user.clear(field);
  await user.type(field, 'three quiet herons');
  await user.click(screen.getByRole('button', { name: 'Set password' }));

  expect((await screen.findByRole('status')).textContent).toContain('Your password has been changed');
  expect(refused).toHaveBeenLastCalledWith('secret', 'three quiet herons');
});

it('verifies an address by link and password, signed in or not, and refuses half a link', async () => {
  const verifyEmail = vi
    .fn<Api['verifyEmail']>()
    .mockRejectedValueOnce(
      new ProblemError({
        status: 400,
        title: 'Invalid input',
        violations: [{ pointer: '/password', code: 'wrong', message: 'password is wrong' }],
      }),
    )
    .mockResolvedValue();
  const api = fakeApi({ verifyEmail });
  const user = show(api, '/verify-email#token=secret');
  expect(api.verifyEmail).not.toHaveBeenCalled();

  await user.click(screen.getByRole('button', { name: 'Verify email address' }));
  expect(screen.getByText('Enter your password.')).toBeTruthy();
  await user.type(screen.getByLabelText('Password'), 'three quiet herons by the mill');
  await user.click(screen.getByRole('button', { name: 'Verify email address' }));
  expect(await screen.findByText('password is wrong')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Verify email address' }));

  expect((await screen.findByRole('status')).textContent).toContain('Your email address is verified.');
  expect(verifyEmail).toHaveBeenCalledTimes(2);
  expect(verifyEmail).toHaveBeenLastCalledWith('secret', 'three quiet herons by the mill');
  cleanup();
  show(fakeApi({}, false), '/verify-email');
  expect(screen.getByRole('status').textContent).toContain('incomplete');
});

it('joins a tenant by the link in a mail', async () => {
  const api = fakeApi();
  const user = show(api, '/accept-invitation#token=secret');

  await user.click(await screen.findByRole('button', { name: 'Join tenant' }));

  expect(api.acceptInvitation).toHaveBeenCalledExactlyOnceWith('secret');
  await waitFor(() => {
    expect(window.location.pathname).toBe('/');
  });
});

it('signs out', async () => {
  const user = show(fakeApi(), '/predictions');

  await user.click(await screen.findByRole('button', { name: 'Sign out' }));

  expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeTruthy();
  expect(window.location.pathname).toBe('/sign-in');
});

it('says that the suite has not heard of a sign-out, and tells it again', async () => {
  const api = fakeApi();
  let reachable = false;
  api.signOut = vi.fn(() => {
    api.session.signOut();
    if (reachable) {
      api.session.heard();
      return Promise.resolve();
    }
    api.session.linger();
    return Promise.reject(refusal(503, 'Temporarily unavailable', 'Later.'));
  });
  const user = show(api, '/predictions');
  await user.click(await screen.findByRole('button', { name: 'Sign out' }));
  expect(await screen.findByText(/your session may still be active in this browser/)).toBeTruthy();

  await user.click(screen.getByRole('button', { name: 'Sign out again' }));
  expect(await screen.findByText('Auspex still cannot be reached.')).toBeTruthy();

  reachable = true;
  await user.click(screen.getByRole('button', { name: 'Sign out again' }));
  expect(await screen.findByText(/You are now signed out/)).toBeTruthy();
  expect(screen.queryByText(/your session may still be active/)).toBeNull();
  expect(api.signOut).toHaveBeenCalledTimes(3);
});

it('says that the session has ended when the suite refuses to renew it', async () => {
  const api = fakeApi();
  const expired = new Session({ getItem: () => 'old' } as unknown as Storage, () =>
    Promise.reject(refusal(401, 'Not signed in', 'Used.')),
  );
  await expired.renew(undefined).catch(() => undefined);
  show({ ...api, session: expired }, '/predictions');

  expect(screen.getByText(/Your session has ended/)).toBeTruthy();
});

it('changes the theme and remembers it until it is the same as that of the system', async () => {
  const user = show(fakeApi());

  await user.click(await screen.findByRole('button', { name: 'Switch to dark theme' }));
  expect(document.documentElement.dataset['theme']).toBe('dark');
  expect(localStorage.getItem('auspex.theme')).toBe('dark');

  await user.click(screen.getByRole('button', { name: 'Switch to light theme' }));
  expect(document.documentElement.dataset['theme']).toBeUndefined();
  expect(localStorage.getItem('auspex.theme')).toBeNull();
});

it('says that an address leads nowhere', async () => {
  show(fakeApi(), '/nowhere');

  expect(await screen.findByRole('heading', { name: 'Page not found' })).toBeTruthy();
});
