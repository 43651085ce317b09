/*
 * One person's way through the application in a real Chromium, against a running suite.
 *
 *   BASE_URL       where the suite answers, http://localhost:8080 by default
 *   MAIL_DIR       where the suite writes its mails; data/mail in AUSPEX_HOME or in .auspex by default;
 *                  "none" leaves out the steps below /settings, which need mails
 *   CHROMIUM_PATH  the browser, /usr/bin/chromium by default
 *   SCREENSHOTS    folder for screenshots of every state; none are taken without it
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { test } from '@playwright/test';

import { openBrowser } from './browser.mjs';
import { settingsSteps } from './settings.mjs';

const BASE_URL = (process.env.BASE_URL ?? 'http://localhost:8080').replace(/\/$/, '');
const HOME = process.env.AUSPEX_HOME ?? fileURLToPath(new URL('../../.auspex', import.meta.url));
const MAIL_DIR = process.env.MAIL_DIR ?? join(HOME, 'data/mail');
const LOGIN = '/api/v1/auth/login';

const email = `journey-${randomUUID()}@example.com`;
const password = `six birds from the left ${randomUUID()}`;

/** Opened before the first step: this file is also read where no step runs. */
const browser = /** @type {Awaited<ReturnType<typeof openBrowser>>} */ ({});
/** @param {string} name */
const button = (name) => browser.page.getByRole('button', { name, exact: true });
/** @param {string} name */
const heading = (name) => browser.page.getByRole('heading', { name, exact: true });

/** @type {[string, () => Promise<void>][]} */
const steps = [
  [
    'the first page asks to sign in, under a strict Content-Security-Policy',
    async () => {
      const response = await browser.page.goto('/');
      const policy = response?.headers()['content-security-policy'] ?? '';
      assert.match(policy, /(default|script)-src/, 'the page comes without a Content-Security-Policy');
      assert.doesNotMatch(policy, /unsafe-(inline|eval)/);
      await heading('Sign in').waitFor();
      await browser.inspect('sign-in');
    },
  ],
  [
    'registration shows errors next to their fields',
    async () => {
      await browser.page.getByRole('link', { name: 'Register' }).click();
      await heading('Register').waitFor();
      await browser.page.getByLabel('Email address').fill('nobody');
      await browser.page.getByRole('textbox', { name: 'Password' }).fill('short');
      await button('Register').click();
      await browser.page.getByText('Passwords must have at least 12 characters').waitFor();
      assert.equal(await browser.page.evaluate(() => document.activeElement?.getAttribute('name')), 'email');
      await browser.inspect('register-errors');
    },
  ],
  [
    'registering signs in and leads to the form of the champion',
    async () => {
      await browser.page.getByLabel('Email address').fill(email);
      await browser.page.getByRole('textbox', { name: 'Password' }).fill(password);
      await button('Register').click();
      await heading('Predict').waitFor();
      await button('Use example values').waitFor();
      assert.match(
        await browser.page.getByLabel('Version').locator('option:checked').innerText(),
        /^Champion/,
      );
      await browser.inspect('predict-empty');
    },
  ],
  [
    'an empty form lists what is needed and sends nothing',
    async () => {
      await button('Predict').click();
      await browser.page.getByText(/fields? needs? attention/).waitFor();
      await browser.inspect('predict-errors');
    },
  ],
  [
    'example values get a result with score, confidence and timings',
    async () => {
      await button('Use example values').click();
      await button('Predict').click();
      const answer = browser.page.getByRole('region', { name: 'Result' });
      await answer.getByRole('img', { name: /^Score \d+(\.\d+)?%, threshold/ }).waitFor();
      await answer.getByText(/^Confidence in/).waitFor();
      await answer.getByText('Inference').waitFor();
      assert.match(await answer.getByRole('status').innerText(), /^The result is /);
      await browser.inspect('answer');
    },
  ],
  [
    'a result is explained on request, by keyboard too',
    async () => {
      await button('Explain this result').focus();
      await browser.page.keyboard.press('Enter');
      const effects = browser.page.getByRole('table', { name: /^What moves the score from \d/ });
      await effects.waitFor();
      assert.equal(await effects.getByRole('row').count(), 9);
      await button('Show all 19 features').click();
      assert.equal(await effects.getByRole('row').count(), 20);
      await browser.inspect('answer-why');
    },
  ],
  [
    'a number outside the trained range gets a warning',
    async () => {
      const figure = browser.page.getByRole('group', { name: 'Numbers' }).getByRole('textbox').first();
      await figure.fill('100000');
      await browser.page.getByText(/^Unusual value\./).waitFor();
      await browser.page.getByText('The form has changed since this result.').waitFor();
      await button('Predict').click();
      await browser.page
        .getByText(/^\d+ warnings?$/)
        .or(browser.page.getByText(/fields? needs? attention/))
        .waitFor();
      await browser.inspect('answer-unusual');
    },
  ],
  [
    'the list shows predictions, newest first, also after a reload',
    async () => {
      await browser.page.getByRole('link', { name: 'Predictions', exact: true }).click();
      await heading('Predictions').waitFor();
      await browser.page.getByRole('list', { name: 'Predictions' }).getByRole('listitem').first().waitFor();
      await browser.page.reload();
      const items = browser.page.getByRole('list', { name: 'Predictions' }).getByRole('listitem');
      await items.first().waitFor();
      const times = await items
        .locator('time')
        .evaluateAll((all) => all.map((time) => time.getAttribute('datetime')));
      assert.ok(times.length >= 1);
      assert.deepEqual(times, times.toSorted().toReversed());
      await browser.inspect('predictions');
    },
  ],
  [
    'a prediction opens at its own address',
    async () => {
      await browser.page.getByRole('list', { name: 'Predictions' }).getByRole('link').first().click();
      await heading('Prediction').waitFor();
      await heading('Input').waitFor();
      assert.match(new URL(browser.page.url()).pathname, /^\/predictions\/[0-9a-f-]{36}$/);
      await browser.page.getByRole('img', { name: /threshold/ }).waitFor();
      await browser.inspect('prediction');
    },
  ],
  [
    'a chosen theme survives a reload',
    async () => {
      await button('Switch to dark theme').click();
      await browser.page.reload();
      await button('Switch to light theme').waitFor();
      await button('Switch to light theme').click();
      assert.equal(await browser.page.evaluate(() => document.documentElement.dataset.theme), undefined);
    },
  ],
  ...(MAIL_DIR === 'none'
    ? []
    : settingsSteps({ browser, baseUrl: BASE_URL, email, password, mailDir: MAIL_DIR })),
  [
    'a sign-out that did not reach the suite is reported, also after a reload, and repeated',
    async () => {
      const logout = '/api/v1/auth/logout';
      browser.expectRefusal(503, logout);
      await browser.page.route(`**${logout}`, (route) => route.fulfill({ status: 503 }));
      await button('Sign out').click();
      await browser.page.getByText('your session may still be active in this browser').waitFor();
      await browser.page.goto('/signed-in');
      await heading('Sign in').waitFor();
      await browser.page.getByText('your session may still be active in this browser').waitFor();
      await browser.inspect('sign-out-unheard');
      await browser.page.unroute(`**${logout}`);
      await button('Sign out again').click();
      await browser.page.getByText('You are now signed out').waitFor();
      await browser.page.getByLabel('Email address').fill(email);
      await browser.page.getByRole('textbox', { name: 'Password' }).fill(password);
      await button('Sign in').click();
      await heading('Predict').waitFor();
    },
  ],
  [
    'signing out leaves nothing behind',
    async () => {
      await button('Sign out').click();
      await heading('Sign in').waitFor();
      assert.equal(await browser.page.evaluate(() => window.localStorage.getItem('auspex.session')), null);
      assert.equal(await browser.page.evaluate(() => window.sessionStorage.length), 0);
      await browser.page.goto('/predictions');
      await heading('Sign in').waitFor();
    },
  ],
  [
    'a wrong password is refused with the trace ID',
    async () => {
      browser.expectRefusal(401, LOGIN);
      await browser.page.getByLabel('Email address').fill(email);
      await browser.page.getByRole('textbox', { name: 'Password' }).fill(`${password} wrong`);
      await button('Sign in').click();
      await browser.page.getByRole('alert').waitFor();
      await browser.inspect('sign-in-refused');
    },
  ],
  [
    'signing in by keyboard alone leads back to the page that was asked for',
    async () => {
      await browser.page.getByLabel('Email address').focus();
      await browser.page.keyboard.press('Tab');
      await browser.page.keyboard.press('ControlOrMeta+A');
      await browser.page.keyboard.type(password);
      await browser.page.keyboard.press('Enter');
      await heading('Predictions').waitFor();
      await browser.page.getByRole('list', { name: 'Predictions' }).getByRole('listitem').first().waitFor();
    },
  ],
  [
    'an operation of the API document is tried out as it opens',
    async () => {
      const login = await browser.page.request.post(LOGIN, { data: { email, password } });
      const { accessToken } = /** @type {{ accessToken: string }} */ (await login.json());
      await browser.page.goto('/api/docs');
      await browser.page.locator('.auth-wrapper > .authorize').click();
      const bearer = browser.page.locator('.auth-container').filter({ hasText: 'bearer' });
      await bearer.getByRole('textbox').fill(accessToken);
      await bearer.locator('button.authorize').click();
      await bearer.getByText('Authorized').waitFor();
      await browser.page.locator('.btn-done').first().click();

      const operation = browser.page.locator('#operations-predictions-createPrediction');
      await operation.locator('.opblock-summary-control').click();
      await operation.locator('button.execute').click();
      await operation.locator('.live-responses-table .response-col_status', { hasText: '201' }).waitFor();
    },
  ],
];

test.describe.configure({ mode: 'serial' });

for (const [name, step] of steps) {
  test(name, async () => {
    await step();
    assert.deepEqual(browser.troubles, [], 'the browser or axe complained');
  });
}

test.beforeAll(async () => {
  Object.assign(browser, await openBrowser(BASE_URL));
});

test.beforeEach(() => browser.record());

test.afterEach(async () => {
  const info = test.info();
  const failed = info.status !== info.expectedStatus;
  await browser.endRecord(failed ? info.outputPath('trace.zip') : undefined);
  if (failed) {
    console.error(
      await browser.page
        .locator('body')
        .ariaSnapshot()
        .catch(() => 'no page'),
    );
    console.error('Troubles so far:', browser.troubles);
  }
});

test.afterAll(() => browser.close());
