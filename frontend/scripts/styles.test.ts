// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

const SRC = new URL('../src/', import.meta.url);
const STYLES = filesOf((name) => name.endsWith('.css'));
const SOURCES = filesOf((name) => /\.tsx?$/.test(name) && !name.includes('.test.'));

function filesOf(wanted: (name: string) => boolean): Record<string, string> {
  const names = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(wanted);
  return Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, SRC), 'utf8')]));
}

function classesOf(css: string): Set<string> {
  const selectors = css.replaceAll(/\/\*[\s\S]*?\*\/|\{[^{}]*\}|'[^']*'/g, ' ');
  return new Set([...selectors.matchAll(/\.([a-z][\w-]*)/gi)].map((match) => match[1] ?? ''));
}

/** Classes that are asked for by style sheet, such as `styles['field']` of './Field.module.css'. */
function askedFor(): Map<string, Set<string>> {
  const asked = new Map<string, Set<string>>();
  for (const [name, source] of Object.entries(SOURCES)) {
    for (const [, alias = '', file = ''] of source.matchAll(/import (\w+) from '([^']+\.module\.css)'/g)) {
      const sheet = new URL(file, `file:///${name}`).pathname.slice('/'.length);
      const names = asked.get(sheet) ?? new Set();
      asked.set(sheet, names);
      for (const [, constant, variable] of source.matchAll(
        new RegExp(String.raw`\b${alias}\[(?:'([^']+)'|([\w.]+))\]`, 'g'),
      )) {
        names.add(constant ?? `[${variable ?? ''}]`);
      }
    }
  }
  return asked;
}

it('has classes in modules only, so that each is of one style sheet', () => {
  const globals = Object.keys(STYLES).filter((name) => !name.endsWith('.module.css'));

  expect(globals.sort()).toEqual(['design/base.css', 'design/tokens.css']);
  expect(globals.flatMap((name) => [...classesOf(STYLES[name] ?? '')])).toEqual([]);
  expect(Object.entries(SOURCES).filter(([, source]) => source.includes('className="'))).toEqual([]);
});

it('has every class that a component asks for, and no other', () => {
  const asked = askedFor();
  const modules = Object.keys(STYLES).filter((name) => name.endsWith('.module.css'));
  expect(modules.length).toBeGreaterThan(30);

  const wrong = modules.flatMap((sheet) => {
    const there = classesOf(STYLES[sheet] ?? '');
    const wanted = asked.get(sheet) ?? new Set<string>();
    // A name that is only known at run time may be any of them.
    const any = [...wanted].some((name) => name.startsWith('['));
    return [
      ...[...wanted]
        .filter((name) => !name.startsWith('[') && !there.has(name))
        .map((name) => `${sheet} lacks ${name}`),
      ...[...there]
        .filter((name) => !any && !wanted.has(name))
        .map((name) => `nobody uses ${name} of ${sheet}`),
    ];
  });

  expect(wrong).toEqual([]);
});
