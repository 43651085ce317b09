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
  const { page } = browser;
  /** @param {string} name */
  const button = (name) => page.getByRole('button', { name, exact: true });
  /** @param {string} name */
  const heading = (name) => page.getByRole('heading', { name, exact: true });
  /** @param {string} name */
  const section = async (name) => {
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name, exact: true }).click();
    await heading(name).waitFor();
  };
  const tenant = `Nest ${randomUUID().slice(0, 8)}`;
  /** @type {string} */
  let secret;
  /** @type {string} */
  let recoveryCode;

  return [
    [
      'the profile keeps a name, and the address is verified by the link in a mail',
      async () => {
        await section('Profile');
        await page.getByLabel(/^Name/).fill('Ada of the Journey');
        await button('Save').click();
        await page.getByText('Saved.').waitFor();
        await browser.inspect('settings-profile');

        const link = await linkIn(mailDir, email, '/verify-email');
        await page.goto(link);
        await page.getByLabel('Password', { exact: true }).fill(password);
        await button('This address is mine').click();
        await page.getByText('known to be yours').waitFor();
        await page.goto('/settings/profile');
        await page.getByText('verified', { exact: true }).waitFor();
      },
    ],
    [
      'one’s own data comes as a file',
      async () => {
        const [file] = await Promise.all([page.waitForEvent('download'), button('Download').click()]);
        const data = JSON.parse(await readFile(await file.path(), 'utf8'));
        assert.equal(data.account.email, email);
      },
    ],
    [
      'a key is made, works, and is refused after it is revoked',
      async () => {
        await section('API keys');
        await page.getByText('No keys yet').waitFor();
        await browser.inspect('settings-no-keys');
        await button('New key').click();
        await button('Make the key').click();
        await page.getByText('Enter what the key is for').waitFor();
        await page.getByLabel('Name', { exact: true }).fill('nightly batch');
        await page.getByRole('checkbox', { name: /^read/ }).check();
        await browser.inspect('settings-new-key');
        await button('Make the key').click();
        await heading('“nightly batch” is made').waitFor();
        await page.getByText('/api/v1/predictions').waitFor();
        await browser.inspect('settings-key');
        const key = await page.getByRole('group', { name: 'The key' }).innerText();
        assert.match(key, /^axp_/);
        assert.equal(await statusWith(baseUrl, key), 200);
        await button('I have kept it').click();
        assert.equal(await page.getByText(key).count(), 0);

        await page.getByRole('button', { name: /^Revoke nightly batch/ }).click();
        await button('Revoke it').click();
        await page.getByText('No keys yet').waitFor();
        await until('the key is refused', async () => (await statusWith(baseUrl, key)) === 401);
      },
    ],
    [
      'a tenant is made, and the page goes on in it',
      async () => {
        await section('Tenants');
        await page.getByLabel('Name', { exact: true }).fill(tenant);
        await button('Make it').click();
        await button(`Switch to ${tenant}`).click();
        await page.getByRole('listitem').filter({ hasText: tenant }).getByText('this one').waitFor();
        assert.equal(
          await page.getByLabel('Tenant', { exact: true }).locator('option:checked').innerText(),
          tenant,
        );
        await browser.inspect('settings-tenants');
      },
    ],
    [
      'somebody is invited, registers by the link in the mail, joins, and gets another role',
      async () => {
        const guest = `guest-${randomUUID()}@example.com`;
        await section('Team');
        await page.getByLabel('E-mail address').fill(guest);
        await button('Invite').click();
        await page.getByText('A mail is on its way.').waitFor();
        await page.getByRole('list', { name: 'Open invitations' }).getByText(guest).waitFor();
        await browser.inspect('settings-team');

        const link = await linkIn(mailDir, guest, '/accept-invitation');
        await joinAs(baseUrl, guest, link, tenant);

        await page.reload();
        const role = page.getByLabel(`Role of ${guest}`);
        await role.selectOption('analyst');
        await button('Change it').click();
        await heading('Change the role?').waitFor({ state: 'detached' });
        await page.waitForFunction(
          (/** @type {string} */ name) =>
            /** @type {HTMLSelectElement | null} */ (document.querySelector(`select[aria-label="${name}"]`))
              ?.value === 'analyst',
          `Role of ${guest}`,
        );
        await page.getByText('No invitation is open.').waitFor();
      },
    ],
    [
      'a tenant gets a colour and limits',
      async () => {
        await section('Tenant settings');
        await page.getByLabel(/^Colour/).fill('red');
        await button('Save').first().click();
        await page.getByText('Enter six hexadecimal digits').waitFor();
        await page.getByLabel(/^Colour/).fill('#a0328c');
        await page
          .getByLabel(/^Logo/)
          .setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: LOGO });
        await page.getByAltText('The logo').waitFor();
        await button('Save').first().click();
        await page.getByText('Saved.').waitFor();
        assert.equal(
          await page.evaluate(() => document.documentElement.style.getPropertyValue('--tenant')),
          '#a0328c',
        );
        assert.equal(
          await page
            .locator('header img.mark')
            .evaluate((/** @type {HTMLImageElement} */ image) => image.naturalWidth),
          1,
          'the browser shows no logo',
        );
        await page.getByLabel(/^Days that predictions are kept/).fill('90');
        await button('Save').last().click();
        await page.getByText('Saved.').last().waitFor();
        await browser.inspect('settings-tenant');
      },
    ],
    [
      'the audit log tells of it, by kind too, and comes as a table',
      async () => {
        await section('Audit log');
        const events = page.getByRole('list', { name: 'Security events' });
        await events.getByText('Member joined').waitFor();
        await browser.inspect('settings-audit');
        await page.getByLabel('Kind').selectOption({ label: 'Member role changed' });
        await events.getByText('from: member, to: analyst').waitFor();
        assert.equal(await events.getByText('Member joined').count(), 0);
        const [file] = await Promise.all([page.waitForEvent('download'), button('All as CSV').click()]);
        assert.match(await readFile(await file.path(), 'utf8'), /member-joined/);
      },
    ],
    [
      'all other sessions end, and this one goes on',
      async () => {
        // A reload in the middle of the switch would lose the new cookie.
        await Promise.all([
          page.waitForResponse((response) => response.url().endsWith('/api/v1/auth/switch') && response.ok()),
          page.getByLabel('Tenant', { exact: true }).selectOption({ label: email }),
        ]);
        await section('Security');
        const other = await post(baseUrl, '/api/v1/auth/login', { email, password });
        assert.equal(other.status, 200);
        const { refreshToken } = await other.json();
        await page.reload();
        await button('End all other sessions').click();
        await browser.inspect('settings-end-others');
        await button('End all others').click();
        await page.getByText('There is no other session.').waitFor();
        assert.equal((await post(baseUrl, '/api/v1/auth/refresh', { refreshToken })).status, 401);
        await browser.inspect('settings-security');
      },
    ],
    [
      'a passkey is added: password first, then the device',
      async () => {
        const kept = await browser.keepPasskeys();
        const part = page.getByRole('region', { name: 'Passkeys' });
        await part.getByText('none yet').waitFor();
        await button('Add a passkey').click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Your password').fill(`${password} wrong`);
        await browser.inspect('settings-new-passkey');
        browser.expectRefusal(400, '/api/v1/auth/passkeys/options');
        await button('Go on').click();
        await dialog.locator('[aria-invalid="true"]').waitFor();
        assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'password');
        await browser.inspect('settings-new-passkey-refused');
        await dialog.getByLabel('Name', { exact: true }).fill('Virtual device');
        await dialog.getByLabel('Your password').fill(password);
        await button('Go on').click();
        await part.getByText('“Virtual device” signs you in from now on.').waitFor();
        await part.getByRole('list', { name: 'Passkeys' }).getByText('never used').waitFor();
        assert.equal(await kept(), 1);
        await browser.inspect('settings-passkeys');
      },
    ],
    [
      'a device that keeps a passkey already makes no second one',
      async () => {
        await button('Add a passkey').click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Your password').fill(password);
        await button('Go on').click();
        await dialog.getByRole('alert').getByText('holds a passkey of your account already').waitFor();
        await button('Cancel').click();
        await dialog.waitFor({ state: 'detached' });
      },
    ],
    [
      'it signs in without address and password',
      async () => {
        await button('Sign out').click();
        await heading('Sign in').waitFor();
        await button('Sign in with a passkey').waitFor();
        await browser.inspect('sign-in-passkey');
        await button('Sign in with a passkey').focus();
        await page.keyboard.press('Enter');
        await heading('Predict').waitFor();
        await section('Security');
        await page.getByRole('list', { name: 'Passkeys' }).getByText('last used').waitFor();
      },
    ],
    [
      'it gets another name, and signs in no more once it is removed',
      async () => {
        await page.getByRole('button', { name: /^Rename Virtual device/ }).click();
        await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Old laptop');
        await browser.inspect('settings-rename-passkey');
        await button('Rename it').click();
        await page.getByRole('list', { name: 'Passkeys' }).getByText('Old laptop').waitFor();
        await page.getByRole('button', { name: /^Remove Old laptop/ }).click();
        await browser.inspect('settings-remove-passkey');
        await button('Remove it').click();
        await page.getByText('“Old laptop” signs you in no more.').waitFor();
        await page.getByRole('region', { name: 'Passkeys' }).getByText('none yet').waitFor();

        await button('Sign out').click();
        await heading('Sign in').waitFor();
        browser.expectRefusal(401, '/api/v1/auth/login/passkey');
        await button('Sign in with a passkey').click();
        await page.getByRole('alert').getByText('unknown here or was removed').waitFor();
        await browser.inspect('sign-in-passkey-refused');
        await page.getByLabel('E-mail address').fill(email);
        await page.getByRole('textbox', { name: 'Password' }).fill(password);
        await button('Sign in').click();
        await heading('Predict').waitFor();
        await section('Security');
      },
    ],
    [
      'a second factor is set up, with recovery codes shown once',
      async () => {
        await button('Set it up').click();
        await page.getByLabel('Your password').fill(password);
        await button('Go on').click();
        await page.getByRole('img', { name: /^QR code/ }).waitFor();
        await browser.inspect('settings-totp');
        secret = await page.getByRole('group', { name: 'Or type this secret' }).innerText();
        await page.getByLabel('Code that the app shows').fill(totp(secret, 0));
        await button('Use it from now on').click();
        await heading('Keep your recovery codes').waitFor();
        const codes = (await page.getByRole('group', { name: 'Recovery codes' }).innerText())
          .trim()
          .split(/\s+/);
        assert.equal(codes.length, 10);
        recoveryCode = codes[0] ?? '';
        await browser.inspect('settings-recovery-codes');
        await button('I have kept them').click();
        await page.getByText('10 recovery codes are left').waitFor();
      },
    ],
    [
      'signing in asks for a code, and a recovery code ends the second factor',
      async () => {
        await button('Sign out').click();
        await heading('Sign in').waitFor();
        await page.getByLabel('E-mail address').fill(email);
        await page.getByRole('textbox', { name: 'Password' }).fill(password);
        await button('Sign in').click();
        await heading('Enter your code').waitFor();
        await browser.inspect('sign-in-code');
        // A code is good once: the next one is taken a step early.
        await page.getByLabel('Code').fill(totp(secret, 1));
        await button('Sign in').click();
        await heading('Predict').waitFor();

        await section('Security');
        await button('Stop using it').click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Your password').fill(password);
        await dialog.getByLabel('Code').fill(recoveryCode);
        await dialog.getByRole('button', { name: 'Stop using it' }).click();
        await page.getByText('Signing in asks for the password alone.').waitFor();
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
    await page.getByText('You are invited.').waitFor();
    await page.getByRole('button', { name: 'register an account' }).click();
    await browser.inspect('invited');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill(`an owl on the roof ${randomUUID()}`);
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await page.getByRole('button', { name: 'Join the tenant' }).click();
    await page.getByRole('heading', { name: 'Predict', exact: true }).waitFor();
    assert.equal(
      await page.getByLabel('Tenant', { exact: true }).locator('option:checked').innerText(),
      tenant,
    );
    await page.goto('/settings/audit');
    await page.getByText('for admins and owners').waitFor();
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
