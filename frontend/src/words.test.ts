// @vitest-environment node
import ts from 'typescript';
import { expect, it } from 'vitest';

/** Forms that the page does not use, each with what it says instead. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\b(password|those|codes) until now\b/i, 'Current password; your old codes'],
  [/\bonce more\b/i, 'again; Confirm your password'],
  [
    /\bsigns? (you|them|him|her) in (no more|from now on)\b/i,
    'can no longer be used to sign in; you can now sign in',
  ],
  [/\b(good|in|there) no more\b/i, 'no longer'],
  [/\bfrom (now|then) on\b/i, 'now; Turn on'],
  [/\bgo(es|ing)? on\b/i, 'Continue; stays active'],
  [/\bon its way\b/i, 'Check your inbox; Invitation sent'],
  [/\bworth a look\b/i, '1 warning'],
  [/\blives? on\b/i, 'is still active'],
  [/\b(has|have) heard of\b/i, 'You are now signed out'],
  [/\bmake it\b/i, 'Create tenant'],
  [/\bmake (the|a|an) (key|tenant|code)\b/i, 'Create API key'],
  [/\bis made$/i, 'created'],
  [/\bi have kept\b/i, 'Done'],
  [/\bmust be given\b/i, 'Required'],
  [/\bnot given\b/i, 'Not provided'],
  [/\bis no (base64|passkey|address|number|text)\b/i, 'is not valid Base64'],
  [/\b(this|there|it) is none\b/i, 'the logo must be a PNG file'],
  [/\bnone yet\b/i, 'Not set up'],
  [/^(not )?in use$/i, 'On; Off'],
  [/^this one$|\bthis one (goes|has|too)\b/i, 'Current'],
  [/\bwhose it is\b/i, 'which account it belongs to'],
  [/\bknown to be\b/i, 'verified'],
  [/\bby (which|them)\b/i, 'Programs use API keys to …'],
  [/\bin your name\b/i, 'on your behalf'],
  [/\bnothing was \w+/i, 'name what is missing: No passkey was added'],
  [/\bnobody known\b/i, 'No account'],
  [/\btalk (you|them) out\b/i, 'trick you into sharing it'],
  [/\bthere is no way back\b/i, 'This cannot be undone'],
  [/\b(is|are) left alone\b/i, 'is not responding'],
  [/\bleads? nowhere\b/i, 'Page not found'],
  [/\bas it should\b/i, 'did not respond correctly'],
  [/\b(has|have) to be given\b/i, 'is required'],
  [/\bof the kind\b/i, 'of type'],
  [/\bin all$/i, 'in total'],
  [/\be-mails?\b/i, 'email'],
  [/\b(a|the|by) mail\b/i, 'email'],
  [/\bsecond factor\b/i, 'two-factor authentication'],
  [/\bplease\b/i, 'say what to do'],
];

const SOURCES = import.meta.glob<string>(['./**/*.{ts,tsx}', '!./**/*.test.{ts,tsx}', '!./testSetup.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const HTML = import.meta.glob<string>('../index.html', { query: '?raw', import: 'default', eager: true });

interface Words {
  line: number;
  text: string;
}

/** Strings, templates and JSX text of a source file, on one line each; ${} stands for a value. */
function wordsOf(name: string, source: string): Words[] {
  const kind = name.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, kind);
  const found: Words[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      return;
    }
    const text = textOf(node);
    if (text !== undefined) {
      const start = node.getStart(file) + (/^\s*/.exec(text)?.[0].length ?? 0);
      const { line } = file.getLineAndCharacterOfPosition(start);
      found.push({ line: line + 1, text: text.replaceAll(/\s+/g, ' ').trim() });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node) || ts.isJsxText(node)) {
    return node.text;
  }
  return ts.isTemplateExpression(node)
    ? node.head.text + node.templateSpans.map(({ literal }) => `\${}${literal.text}`).join('')
    : undefined;
}

function linesOf(source: string): Words[] {
  return source.split('\n').map((text, index) => ({ line: index + 1, text }));
}

/** Such as "./keys/NewKey.tsx:43: “I have kept it” has “I have kept”; write: Done". */
function forbiddenIn(name: string, words: readonly Words[]): string[] {
  return words.flatMap(({ line, text }) =>
    FORBIDDEN.flatMap(([form, instead]) => {
      const match = form.exec(text);
      return match === null ? [] : [`${name}:${line}: “${text}” has “${match[0]}”; write: ${instead}`];
    }),
  );
}

it('finds forbidden forms in strings, templates and JSX text, and names file and line', () => {
  const source = [
    '// until now, once more: comments are not for people who use the page',
    "const label = 'Password until now';",
    'const said = `“${name}” signs you in no more.`;',
    'const page = (',
    '  <p>',
    '    This one goes',
    '    on.',
    '  </p>',
    ');',
  ].join('\n');

  const found = forbiddenIn('Page.tsx', wordsOf('Page.tsx', source));

  expect(found).toContain(
    'Page.tsx:2: “Password until now” has “Password until now”; write: Current password; your old codes',
  );
  expect(found).toContainEqual(expect.stringMatching(/^Page\.tsx:3: ““\$\{\}” signs you in no more\.”/));
  expect(found).toContainEqual(expect.stringMatching(/^Page\.tsx:6: “This one goes on\.” has “goes on”/));
});

it('finds none in what the page says', () => {
  const sources = Object.entries(SOURCES);
  expect(sources.length).toBeGreaterThan(50);

  const found = [
    ...sources.flatMap(([name, source]) => forbiddenIn(name, wordsOf(name, source))),
    ...Object.entries(HTML).flatMap(([name, source]) => forbiddenIn(name, linesOf(source))),
  ];

  expect(Object.keys(HTML)).toHaveLength(1);
  expect(found).toEqual([]);
});
