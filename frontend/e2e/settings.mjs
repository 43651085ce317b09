/*
 * The steps of the journey below /settings: one's own account, keys, a tenant with somebody else in it, the audit log, a second
 * factor and sessions. Mails are read from MAIL_DIR, where the suite writes them.
 */
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { openBrowser } from './browser.mjs';

/** Longest wait for what happens behind the page: a mail, a revocation. */
const PATIENCE_MILLIS = 60_000;

/** A PNG of one pixel. */
const LOGO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/**
 * @param {object} journey
 * @param {Awaited<ReturnType<typeof openBrowser>>} journey.browser
 * @param {string} journey.baseUrl
 * @param {string} journey.email
 * @param {string} journey.password
 * @param {string} journey.mailDir
 * @returns {[string, () => Promise<void>][]}
 */
export function settingsSteps({ browser, baseUrl, email, password, mailDir }) {
  /** @param {string} name */
  const button = (name) => browser.page.getByRole('button', { name, exact: true });
  /** @param {string} name */
  const heading = (name) => browser.page.getByRole('heading', { name, exact: true });
  /** @param {string} name */
  const section = async (name) => {
    await browser.page.getByRole('link', { name: 'Settings', exact: true }).click();
    await browser.page
      .getByRole('navigation', { name: 'Settings' })
      .getByRole('link', { name, exact: true })
      .click();
    await heading(name).waitFor();
  };
  const tenant = `Nest ${randomUUID().slice(0, 8)}`;
  /** @type {string} */
  let secret;
  /** @type {string} */
  let recoveryCode;

  return [
    [
      'the profile keeps a name, and the link in an email verifies the address',
      async () => {
        await section('Profile');
        await browser.page.getByLabel(/^Name/).fill('Ada of the Journey');
        await button('Save').click();
        await browser.page.getByText('Saved.').waitFor();
        await browser.inspect('settings-profile');

        const link = await linkIn(mailDir, email, '/verify-email');
        await browser.page.goto(link);
        await browser.page.getByLabel('Password', { exact: true }).fill(password);
        await button('Verify email address').click();
        await browser.page.getByText('Your email address is verified.').waitFor();
        await browser.page.goto('/settings/profile');
        await browser.page.getByText('Verified', { exact: true }).waitFor();
      },
    ],
    [
      'account data downloads as a file',
      async () => {
        const [file] = await Promise.all([browser.page.waitForEvent('download'), button('Download').click()]);
        const data = JSON.parse(await readFile(await file.path(), 'utf8'));
        assert.equal(data.account.email, email);
      },
    ],
    [
      'an API key is created, works, and is refused after it is revoked',
      async () => {
        await section('API keys');
        await browser.page.getByText('No API keys yet').waitFor();
        await browser.inspect('settings-no-keys');
        await button('New API key').click();
        await button('Create API key').click();
        await browser.page.getByText('Enter a name for the API key.').waitFor();
        await browser.page.getByLabel('Name', { exact: true }).fill('nightly batch');
        await browser.page.getByRole('checkbox', { name: /^read/ }).check();
        await browser.inspect('settings-new-key');
        await button('Create API key').click();
        await heading('API key “nightly batch” created').waitFor();
        await browser.page.getByText('/api/v1/predictions').waitFor();
        await browser.inspect('settings-key');
        const key = await browser.page.getByRole('group', { name: 'API key', exact: true }).innerText();
        assert.match(key, /^axp_/);
        assert.equal(await statusWith(baseUrl, key), 200);
        await button('Done').click();
        assert.equal(await browser.page.getByText(key).count(), 0);

        await browser.page.getByRole('button', { name: /^Revoke nightly batch/ }).click();
        await button('Revoke API key').click();
        await browser.page.getByText('No API keys yet').waitFor();
        await until('the key is refused', async () => (await statusWith(baseUrl, key)) === 401);
      },
    ],
    [
      'a tenant is created, and the page switches to it',
      async () => {
        await section('Tenants');
        await browser.page.getByLabel('Name', { exact: true }).fill(tenant);
        await button('Create tenant').click();
        await button(`Switch to ${tenant}`).click();
        await browser.page
          .getByRole('listitem')
          .filter({ hasText: tenant })
          .getByText('Current', { exact: true })
          .waitFor();
        assert.equal(
          await browser.page.getByLabel('Tenant', { exact: true }).locator('option:checked').innerText(),
          tenant,
        );
        await browser.inspect('settings-tenants');
      },
    ],
    [
      'an invited guest registers from the link in the email, joins, and gets another role',
      async () => {
        const guest = `guest-${randomUUID()}@example.com`;
        await section('Team');
        await browser.page.getByLabel('Email address').fill(guest);
        await button('Invite').click();
        await browser.page.getByText('Invitation sent.').waitFor();
        await browser.page.getByRole('list', { name: 'Open invitations' }).getByText(guest).waitFor();
        await browser.inspect('settings-team');

        const link = await linkIn(mailDir, guest, '/accept-invitation');
        await joinAs(baseUrl, guest, link, tenant);

        await browser.page.reload();
        const role = browser.page.getByLabel(`Role of ${guest}`);
        await role.selectOption('analyst');
        await button('Change role').click();
        await heading('Change role?').waitFor({ state: 'detached' });
        await browser.page.waitForFunction(
          (/** @type {string} */ name) =>
            /** @type {HTMLSelectElement | null} */ (document.querySelector(`select[aria-label="${name}"]`))
              ?.value === 'analyst',
          `Role of ${guest}`,
        );
        await browser.page.getByText('There are no open invitations.').waitFor();
      },
    ],
    [
      'a tenant gets a colour and limits',
      async () => {
        await section('Tenant settings');
        await browser.page.getByLabel(/^Colour/).fill('red');
        await button('Save').first().click();
        await browser.page.getByText('Enter a hex colour').waitFor();
        await browser.page.getByLabel(/^Colour/).fill('#a0328c');
        await browser.page
          .getByLabel(/^Logo/)
          .setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: LOGO });
        await browser.page.getByAltText('Tenant logo').waitFor();
        await button('Save').first().click();
        await browser.page.getByText('Saved.').waitFor();
        assert.equal(
          await browser.page.evaluate(() => document.documentElement.style.getPropertyValue('--tenant')),
          '#a0328c',
        );
        assert.equal(
          await browser.page
            .locator('header img')
            .evaluate((/** @type {HTMLImageElement} */ image) => image.naturalWidth),
          1,
          'the browser shows no logo',
        );
        await browser.page.getByLabel(/^Prediction retention in days/).fill('90');
        await button('Save').last().click();
        await browser.page.getByText('Saved.').last().waitFor();
        await browser.inspect('settings-tenant');
      },
    ],
    [
      'the audit log lists these events, filters by type, and downloads as CSV',
      async () => {
        await section('Audit log');
        const events = browser.page.getByRole('list', { name: 'Security events' });
        await events.getByText('Member joined').waitFor();
        await browser.inspect('settings-audit');
        await browser.page.getByLabel('Event type').selectOption({ label: 'Member role changed' });
        await events.getByText('from: member, to: analyst').waitFor();
        assert.equal(await events.getByText('Member joined').count(), 0);
        const [file] = await Promise.all([
          browser.page.waitForEvent('download'),
          button('Export all as CSV').click(),
        ]);
        assert.match(await readFile(await file.path(), 'utf8'), /member-joined/);
      },
    ],
    [
      'all other sessions end, and the current session stays active',
      async () => {
        // A reload in the middle of the switch would lose the new cookie.
        await Promise.all([
          browser.page.waitForResponse(
            (response) => response.url().endsWith('/api/v1/auth/switch') && response.ok(),
          ),
          browser.page.getByLabel('Tenant', { exact: true }).selectOption({ label: email }),
        ]);
        await section('Security');
        const other = await post(baseUrl, '/api/v1/auth/login', { email, password });
        assert.equal(other.status, 200);
        const { refreshToken } = await other.json();
        await browser.page.reload();
        await button('End all other sessions').click();
        await browser.inspect('settings-end-others');
        await button('End other sessions').click();
        await browser.page.getByText('You have no other sessions.').waitFor();
        assert.equal((await post(baseUrl, '/api/v1/auth/refresh', { refreshToken })).status, 401);
        await browser.inspect('settings-security');
      },
    ],
    [
      'a passkey is added: password first, then the device',
      async () => {
        const kept = await browser.keepPasskeys();
        const part = browser.page.getByRole('region', { name: 'Passkeys' });
        await part.getByText('Not set up', { exact: true }).waitFor();
        await button('Add a passkey').click();
        const dialog = browser.page.getByRole('dialog');
        await dialog.getByLabel('Your password').fill(`${password} wrong`);
        await browser.inspect('settings-new-passkey');
        browser.expectRefusal(400, '/api/v1/auth/passkeys/options');
        await button('Continue').click();
        await dialog.locator('[aria-invalid="true"]').waitFor();
        assert.equal(
          await browser.page.evaluate(() => document.activeElement?.getAttribute('name')),
          'password',
        );
        await browser.inspect('settings-new-passkey-refused');
        await dialog.getByLabel('Name', { exact: true }).fill('Virtual device');
        await dialog.getByLabel('Your password').fill(password);
        await button('Continue').click();
        await part.getByText('You can now sign in with “Virtual device”.').waitFor();
        await part.getByRole('list', { name: 'Passkeys' }).getByText('Never used').waitFor();
        assert.equal(await kept(), 1);
        await browser.inspect('settings-passkeys');
      },
    ],
    [
      'a device with a passkey refuses to create a second one',
      async () => {
        await button('Add a passkey').click();
        const dialog = browser.page.getByRole('dialog');
        await dialog.getByLabel('Your password').fill(password);
        await button('Continue').click();
        await dialog.getByRole('alert').getByText('already has a passkey for your account').waitFor();
        await button('Cancel').click();
        await dialog.waitFor({ state: 'detached' });
      },
    ],
    [
      'the passkey signs in without email address and password',
      async () => {
        await button('Sign out').click();
        await heading('Sign in').waitFor();
        await button('Sign in with a passkey').waitFor();
        await browser.inspect('sign-in-passkey');
        await button('Sign in with a passkey').focus();
        await browser.page.keyboard.press('Enter');
        await heading('Predict').waitFor();
        await section('Security');
        await browser.page.getByRole('list', { name: 'Passkeys' }).getByText('Last used').waitFor();
      },
    ],
    [
      'the passkey is renamed, and can no longer sign in once removed',
      async () => {
        await browser.page.getByRole('button', { name: /^Rename Virtual device/ }).click();
        await browser.page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Old laptop');
        await browser.inspect('settings-rename-passkey');
        await button('Rename').click();
        await browser.page.getByRole('list', { name: 'Passkeys' }).getByText('Old laptop').waitFor();
        await browser.page.getByRole('button', { name: /^Remove Old laptop/ }).click();
        await browser.inspect('settings-remove-passkey');
        await button('Remove passkey').click();
        await browser.page.getByText('“Old laptop” can no longer be used to sign in.').waitFor();
        await browser.page
          .getByRole('region', { name: 'Passkeys' })
          .getByText('Not set up', { exact: true })
          .waitFor();

        await button('Sign out').click();
        await heading('Sign in').waitFor();
        browser.expectRefusal(401, '/api/v1/auth/login/passkey');
        await button('Sign in with a passkey').click();
        await browser.page.getByRole('alert').getByText('unknown or was removed').waitFor();
        await browser.inspect('sign-in-passkey-refused');
        await browser.page.getByLabel('Email address').fill(email);
        await browser.page.getByRole('textbox', { name: 'Password' }).fill(password);
        await button('Sign in').click();
        await heading('Predict').waitFor();
        await section('Security');
      },
    ],
    [
      'two-factor authentication is set up, with recovery codes shown once',
      async () => {
        await button('Set up').click();
        await browser.page.getByLabel('Your password').fill(password);
        await button('Continue').click();
        await browser.page.getByRole('img', { name: /^QR code/ }).waitFor();
        await browser.inspect('settings-totp');
        secret = await browser.page.getByRole('group', { name: 'Or enter this setup key' }).innerText();
        await browser.page.getByLabel('Code from the app').fill(totp(secret, 0));
        await button('Turn on').click();
        await heading('Save your recovery codes').waitFor();
        const codes = (await browser.page.getByRole('group', { name: 'Recovery codes' }).innerText())
          .trim()
          .split(/\s+/);
        assert.equal(codes.length, 10);
        recoveryCode = codes[0] ?? '';
        await browser.inspect('settings-recovery-codes');
        await button('Done').click();
        await browser.page.getByText('10 recovery codes left').waitFor();
      },
    ],
    [
      'signing in asks for a code, and a recovery code turns two-factor authentication off',
      async () => {
        await button('Sign out').click();
        await heading('Sign in').waitFor();
        await browser.page.getByLabel('Email address').fill(email);
        await browser.page.getByRole('textbox', { name: 'Password' }).fill(password);
        await button('Sign in').click();
        await heading('Enter your code').waitFor();
        await browser.inspect('sign-in-code');
        // A code is good once: the next one is taken a step early.
        await browser.page.getByLabel('Code').fill(totp(secret, 1));
        await button('Sign in').click();
        await heading('Predict').waitFor();

        await section('Security');
        await button('Turn off').click();
        const dialog = browser.page.getByRole('dialog');
        await dialog.getByLabel('Your password').fill(password);
        await dialog.getByLabel('Code').fill(recoveryCode);
        await dialog.getByRole('button', { name: 'Turn off' }).click();
        await browser.page.getByText('Your password alone is enough to sign in.').waitFor();
      },
    ],
  ];
}

/**
 * Registers somebody under the address of an invitation, in a browser of their own, and joins.
 *
 * @param {string} baseUrl
 * @param {string} email
 * @param {string} link
 * @param {string} tenant
 */
async function joinAs(baseUrl, email, link, tenant) {
  const browser = await openBrowser(baseUrl);
  const { page } = browser;
  try {
    await page.goto(link);
    await page.getByText('You have been invited.').waitFor();
    await page.getByRole('button', { name: 'register', exact: true }).click();
    await browser.inspect('invited');
    await page.getByLabel('Email address').fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill(`an owl on the roof ${randomUUID()}`);
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await page.getByRole('button', { name: 'Join tenant' }).click();
    await page.getByRole('heading', { name: 'Predict', exact: true }).waitFor();
    assert.equal(
      await page.getByLabel('Tenant', { exact: true }).locator('option:checked').innerText(),
      tenant,
    );
    await page.goto('/settings/audit');
    await page.getByText('Only admins and owners').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Audit log' }).count(), 0);
    await browser.inspect('settings-not-for-members');
    assert.deepEqual(browser.troubles, [], 'the browser or axe complained while joining');
  } finally {
    await browser.close();
  }
}

/**
 * The path of the newest link of a kind that was mailed to an address.
 *
 * @param {string} mailDir
 * @param {string} email
 * @param {string} path
 * @returns {Promise<string>}
 */
async function linkIn(mailDir, email, path) {
  let found = '';
  await until(`a mail to ${email} with a link to ${path}`, async () => {
    // Their names are UUIDv7: the newest comes last.
    for (const name of (await readdir(mailDir)).filter((each) => each.endsWith('.txt')).toSorted()) {
      const text = await readFile(join(mailDir, name), 'utf8');
      const link = new RegExp(`https?://\\S+?(${path}#token=[\\w-]+)`).exec(text)?.[1];
      if (link !== undefined && text.includes(`To: ${email}`)) {
        found = link;
      }
    }
    return found !== '';
  });
  return found;
}

/**
 * @param {string} what
 * @param {() => Promise<boolean>} isSo
 */
async function until(what, isSo) {
  const end = Date.now() + PATIENCE_MILLIS;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, `after ${PATIENCE_MILLIS} ms not yet: ${what}`);
    await pause(250);
  }
}

/**
 * @param {string} baseUrl
 * @param {string} key
 */
async function statusWith(baseUrl, key) {
  const response = await fetch(`${baseUrl}/api/v1/models`, { headers: { Authorization: `Bearer ${key}` } });
  await response.arrayBuffer();
  return response.status;
}

/**
 * @param {string} baseUrl
 * @param {string} path
 * @param {unknown} body
 */
function post(baseUrl, path, body) {
  return fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/**
 * One-time password by time (RFC 6238: SHA-1, 30 s, six digits).
 *
 * @param {string} secret in Base32
 * @param {number} ahead  steps from now
 */
function totp(secret, ahead) {
  const bits = [...secret.trim()]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const hash = createHmac('sha1', key).update(counter).digest();
  const code = (hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000;
  return String(code).padStart(6, '0');
}
