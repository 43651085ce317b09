import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from '@playwright/test';

const EXECUTABLE = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const SCREENSHOTS = process.env.SCREENSHOTS;
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const VIEWPORTS = [
  { name: 'desktop', width: 1280, height: 860 },
  { name: 'phone', width: 390, height: 844 },
];
/** The narrowest screen that the page must fit. */
const NARROWEST = { width: 360, height: 740 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/**
 * A fresh Chromium with one page, and the checks that every state of the application has to pass.
 *
 * @param {string} baseUrl
 */
export async function openBrowser(baseUrl) {
  const profile = await mkdtemp(join(tmpdir(), 'auspex-e2e-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    headless: true,
    args: FLAGS,
    baseURL: baseUrl,
    viewport: VIEWPORTS[0] ?? null,
    reducedMotion: 'reduce',
    colorScheme: 'light',
  });
  context.setDefaultTimeout(45_000);
  // As an init script axe gets round the page's Content-Security-Policy, which rightly refuses injected scripts.
  await context.addInitScript({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  const page = context.pages()[0] ?? (await context.newPage());

  let recording = false;
  /** @type {string[]} */
  const troubles = [];
  /** @type {Set<string>} */
  const expected = new Set();
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    const { url } = message.location();
    const refused = /Failed to load resource.* status of (\d+)/.exec(message.text());
    if (
      refused !== null &&
      url.startsWith(baseUrl) &&
      expected.has(`${refused[1]} ${new URL(url).pathname}`)
    ) {
      return;
    }
    if (message.type() === 'error' || message.type() === 'warning') {
      troubles.push(`console ${message.type()}: ${message.text()} (${url})`);
    }
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(baseUrl)) {
      troubles.push(`request to elsewhere: ${request.url()}`);
    }
  });

  return {
    page,
    troubles,

    /**
     * Browsers log every refused request as an error; this one is part of the journey.
     *
     * @param {number} status
     * @param {string} path
     */
    expectRefusal(status, path) {
      expected.add(`${status} ${path}`);
    },

    /**
     * From now on the browser has a device of its own that keeps passkeys and always finds that its owner is there.
     *
     * @returns how many passkeys it keeps
     */
    async keepPasskeys() {
      const devtools = await context.newCDPSession(page);
      await devtools.send('WebAuthn.enable');
      const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      });
      return async () =>
        (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length;
    },

    /**
     * Looks at the page as it stands: axe in light and dark on desktop and phone, no sideways scrolling down to 360 px,
     * and screenshots where SCREENSHOTS names a folder.
     *
     * @param {string} state
     */
    async inspect(state) {
      for (const { name, width, height } of VIEWPORTS) {
        await page.setViewportSize({ width, height });
        for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          const where = `${state} (${name}, ${colorScheme})`;
          troubles.push(...(await findingsOfAxe(page, where)));
          if (SCREENSHOTS) {
            await page.evaluate(() => window.scrollTo({ top: 0, behavior: 'instant' }));
            await mkdir(SCREENSHOTS, { recursive: true });
            await page.screenshot({
              path: join(SCREENSHOTS, `${state}-${name}-${colorScheme}.png`),
              fullPage: true,
            });
          }
        }
      }
      await page.setViewportSize(NARROWEST);
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (sideways > 0) {
        troubles.push(`${state}: ${sideways} px wider than a screen of ${NARROWEST.width} px`);
      }
      await page.setViewportSize(VIEWPORTS[0] ?? NARROWEST);
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    },

    /** Begins to record what the next step does. */
    async record() {
      if (!recording) {
        await context.tracing.start({ snapshots: true });
        recording = true;
      }
      await context.tracing.startChunk();
    },

    /**
     * Ends the record of a step.
     *
     * @param {string | undefined} path file for the trace; undefined forgets it
     */
    async endRecord(path) {
      await context.tracing.stopChunk(path === undefined ? {} : { path });
    },

    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} where
 * @returns {Promise<string[]>}
 */
async function findingsOfAxe(page, where) {
  const { violations } = await page.evaluate(
    // @ts-expect-error axe is put into the page by the init script
    (rules) => window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] }),
    RULES,
  );
  return violations.map(
    (/** @type {import('axe-core').Result} */ { id, help, nodes }) =>
      `axe, ${where}: ${id}: ${help}: ${nodes.map((node) => `${node.html} ${node.failureSummary ?? ''}`).join(' | ')}`,
  );
}
