// Fails when the JavaScript of a first visit is over its budget. Run after `vite build`.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 200_000;

const dist = new URL('../dist/', import.meta.url);
const html = readFileSync(new URL('index.html', dist), 'utf8');
const scripts = [...html.matchAll(/<(?:script|link)[^>]+(?:src|href)="\/([^"]+\.js)"/g)].map(
  (match) => match[1] ?? '',
);
if (scripts.length === 0) {
  throw new Error('dist/index.html loads no script: the build is broken');
}

const sizes = scripts.map((path) => ({ path, bytes: gzipSync(readFileSync(new URL(path, dist))).length }));
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
for (const { path, bytes } of sizes) {
  console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB gzipped  ${path}`);
}
console.log(
  `${(total / 1000).toFixed(1).padStart(7)} kB gzipped  first-load JavaScript, of ${BUDGET_BYTES / 1000} kB`,
);
if (total > BUDGET_BYTES) {
  console.error('Over the budget: load less at first, or import it when it is needed.');
  process.exitCode = 1;
}
