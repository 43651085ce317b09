// @vitest-environment node
import ts from 'typescript';
import { expect, it } from 'vitest';

/** What each folder may import, besides itself: the application, features, what they share, and plain helpers. */
const HELPERS = ['browser', 'format', 'navigation', 'problem'];
const SHARED = ['api', 'design', ...HELPERS];
const FEATURES = ['account', 'audit', 'keys', 'prediction', 'tenant'];
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // main.tsx
  '': ['app', ...SHARED],
  app: [...FEATURES, ...SHARED],
  ...Object.fromEntries(FEATURES.map((feature) => [feature, SHARED])),
  // The controls know nothing of the suite's API, and its calls nothing of the page.
  design: HELPERS,
  api: ['problem'],
  ...Object.fromEntries(HELPERS.map((helper) => [helper, []])),
};

const SOURCES = import.meta.glob<string>(['./**/*.{ts,tsx}', '!./**/*.test.{ts,tsx}', '!./testSetup.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Files that a source file imports, also when they are needed or for their types alone; packages are left out. */
function importsOf(name: string, source: string): string[] {
  return ts
    .preProcessFile(source, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((file) => file.startsWith('.'))
    .map((file) => new URL(file, `file:///src/${name}`).pathname)
    .filter((path) => path.startsWith('/src/'))
    .map((path) => path.slice('/src/'.length));
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

/** Such as "design/Field.tsx imports api/types". */
function breachesIn(sources: readonly (readonly [string, string])[]): string[] {
  return sources.flatMap(([name, source]) => {
    const folder = folderOf(name);
    return importsOf(name, source)
      .filter((file) => folderOf(file) !== folder && MAY_IMPORT[folder]?.includes(folderOf(file)) !== true)
      .map((file) => `${name} imports ${file}`);
  });
}

it('finds imports that run up or sideways, also when they are late or for types alone', () => {
  const found = breachesIn([
    [
      'design/Field.tsx',
      "import type { Account } from '../api/types';\nimport { words } from '../format/format';",
    ],
    [
      'keys/KeysPage.tsx',
      "const page = () => import('../app/App');\nexport { isAdmin } from '../tenant/roles';",
    ],
    ['main.tsx', "import './app/App';\nimport 'react';"],
  ]);

  expect(found).toEqual([
    'design/Field.tsx imports api/types',
    'keys/KeysPage.tsx imports app/App',
    'keys/KeysPage.tsx imports tenant/roles',
  ]);
});

it('finds none in the page', () => {
  const sources = Object.entries(SOURCES).map(([name, source]) => [name.slice('./'.length), source] as const);
  expect(sources.length).toBeGreaterThan(50);
  expect(new Set(sources.map(([name]) => folderOf(name)))).toEqual(new Set(Object.keys(MAY_IMPORT)));

  expect(breachesIn(sources)).toEqual([]);
});
