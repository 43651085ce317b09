/*
 * A stand-in for the suite behind the page, for work on the page alone: `npm run build && npm run stand-in`, then
 * `MAIL_DIR=none BASE_URL=http://localhost:18090 npm run e2e`. It keeps everything in memory, its answers are invented, it
 * knows nothing of the pages below /settings, and it is never part of the product.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';

const PORT = Number(process.env.PORT ?? 18090);
/** Life of an access token: a few seconds make the page refresh it in the middle of everything. */
const TOKEN_LIFE_MILLIS = Number(process.env.TOKEN_LIFE_MILLIS ?? 600_000);
const DIST = new URL('../dist/', import.meta.url);
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.txt': 'text/plain',
};

/** The schemas are those of the packages in training/. */
const PACKAGES = new URL('../../training/packages/', import.meta.url);
const VERSIONS = [];
const MODELS = [];
for (const name of await readdir(PACKAGES)) {
  const folders = await readdir(new URL(`${name}/`, PACKAGES), { withFileTypes: true });
  const versions = folders
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  for (const version of versions) {
    VERSIONS.push(JSON.parse(await readFile(new URL(`${name}/${version}/model.json`, PACKAGES), 'utf8')));
  }
  MODELS.push({ name, versions, aliases: { champion: versions.at(-1) } });
}

const accounts = new Map();
const accessTokens = new Map();
const refreshTokens = new Map();
const predictions = [];

class Refusal extends Error {
  constructor(status, title, detail, violations, headers = {}) {
    super(detail);
    Object.assign(this, { status, title, detail, violations, headers });
  }
}

/** Tokens as in browser mode: the refresh token goes into a cookie. */
function tokensFor(account) {
  const tokens = { accessToken: randomUUID(), tokenType: 'Bearer', expiresIn: 600 };
  const refreshToken = randomUUID();
  accessTokens.set(tokens.accessToken, { account, until: Date.now() + TOKEN_LIFE_MILLIS });
  refreshTokens.set(refreshToken, account);
  return [tokens, cookie(refreshToken, 600)];
}

function cookie(value, maxAge) {
  return {
    'Set-Cookie': `auspex_refresh=${value}; Path=/api/v1/auth; Max-Age=${maxAge}; HttpOnly; Secure; SameSite=Strict`,
  };
}

function refreshTokenOf(request) {
  if (request.headers['x-session-mode'] !== 'browser') {
    throw new Refusal(400, 'Invalid input', 'The page must ask for browser mode.');
  }
  return /(?:^|; )auspex_refresh=([^;]*)/.exec(request.headers.cookie ?? '')?.[1];
}

function accountOf(request) {
  const held = accessTokens.get((request.headers.authorization ?? '').replace('Bearer ', ''));
  if (held === undefined || held.until < Date.now()) {
    throw new Refusal(401, 'Not signed in', 'The access token is missing or has expired.');
  }
  return held.account;
}

function versionOf(model, name) {
  const number = MODELS.find((candidate) => candidate.name === model)?.aliases[name] ?? name;
  const found = VERSIONS.find((candidate) => candidate.model === model && candidate.version === number);
  if (found === undefined) {
    throw new Refusal(404, 'Not found', `There is no version ${name} of the model ${model}.`);
  }
  return found;
}

function scoreOf({ contract }) {
  return contract === 'Two year' ? 0.083 : contract === 'One year' ? 0.312 : 0.7314;
}

function predict(account, { model, version: wanted, features }) {
  const schema = versionOf(model, wanted ?? 'champion');
  const warnings = [];
  const violations = [];
  for (const { name, type, required, categories, min, max } of schema.features) {
    const given = features[name];
    const pointer = `/features/${name}`;
    if (given === undefined || given === null) {
      if (required) {
        violations.push({ pointer, code: 'required', message: `${name} is required.` });
      }
    } else if (
      type === 'category'
        ? !categories.includes(given)
        : typeof given !== (type === 'text' || type === 'image' ? 'string' : 'number')
    ) {
      violations.push({ pointer, code: 'type', message: `${name} has a value of the wrong type.` });
    } else if (typeof given === 'number' && (given < min || given > max)) {
      warnings.push({
        pointer,
        code: 'range',
        message: `${name} is ${given}; the model was trained on ${min} to ${max}.`,
      });
    }
  }
  if (violations.length > 0) {
    throw new Refusal(400, 'Invalid input', 'The input does not match the schema.', violations);
  }
  const score = scoreOf(features);
  const label = schema.labels[score >= schema.threshold ? 1 : 0];
  const prediction = {
    id: randomUUID(),
    model,
    version: schema.version,
    features,
    label,
    score,
    confidence: Math.max(score, 1 - score),
    warnings,
    timings: {
      validateMicros: 38,
      queueMicros: 212,
      inferenceMicros: 64,
      modelCallMicros: 588,
      commitMicros: 431,
      totalMicros: 1124,
    },
    createdAt: new Date().toISOString(),
  };
  predictions.unshift({ account, prediction });
  return prediction;
}

function page(account, query) {
  const model = query.get('model');
  const own = predictions.filter(
    (kept) => kept.account === account && (model === null || kept.prediction.model === model),
  );
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? 20);
  return {
    items: own.slice(from, to).map((kept) => kept.prediction),
    ...(to < own.length ? { nextCursor: String(to) } : {}),
  };
}

/** Invented contributions by the length of a feature's name; the last one makes them add up to the invented score. */
function explain(model, name, { features }) {
  const schema = versionOf(model, name);
  const base = -1.25;
  const contributions = schema.features.map(({ name: feature }, index) => ({
    feature,
    value: features[feature],
    contribution: ((feature.length % 5) - 1.5) / (1 + index / 4),
  }));
  const score = scoreOf(features);
  const output = Math.log(score / (1 - score));
  contributions.at(-1).contribution +=
    output - contributions.reduce((sum, { contribution }) => sum + contribution, base);
  return {
    model,
    version: schema.version,
    positiveLabel: schema.positiveLabel,
    score,
    method: 'tree-shap',
    scale: 'log-odds',
    base,
    baseScore: 1 / (1 + Math.exp(-base)),
    output,
    contributions: contributions.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
    additivityError: 0,
    backgroundRows: 100,
    computeMicros: 900,
  };
}

async function api(request, path, query) {
  const body = request.method === 'POST' ? JSON.parse(await textOf(request)) : undefined;
  switch (`${request.method} ${path}`) {
    case 'POST /api/v1/auth/register': {
      if (accounts.has(body.email)) {
        throw new Refusal(409, 'Conflict', 'This email address already has an account. Sign in instead.');
      }
      if (body.email.endsWith('@invalid')) {
        throw new Refusal(400, 'Invalid input', 'One value is not valid.', [
          { pointer: '/email', code: 'email', message: 'Enter a valid email address.' },
        ]);
      }
      accounts.set(body.email, { ...body, id: randomUUID(), createdAt: new Date().toISOString() });
      return [201, ...tokensFor(body.email)];
    }
    case 'GET /api/v1/auth/external':
      return [200, { configured: false }];
    case 'POST /api/v1/auth/login':
      if (accounts.get(body.email)?.password !== body.password) {
        throw new Refusal(401, 'Not signed in', 'Wrong email address or password.');
      }
      return [200, ...tokensFor(body.email)];
    case 'POST /api/v1/auth/refresh': {
      const refreshToken = refreshTokenOf(request);
      const account = refreshTokens.get(refreshToken);
      if (account === undefined) {
        throw new Refusal(401, 'Not signed in', 'The refresh token is unknown, expired or used.');
      }
      refreshTokens.delete(refreshToken);
      return [200, ...tokensFor(account)];
    }
    case 'POST /api/v1/auth/logout':
      refreshTokens.delete(refreshTokenOf(request));
      return [204, undefined, cookie('', 0)];
    case 'GET /api/v1/auth/me': {
      const { id, email, createdAt } = accounts.get(accountOf(request));
      return [200, { id, email, tenantId: id, roles: ['owner', 'admin', 'analyst', 'member'], createdAt }];
    }
    case 'GET /api/v1/tenants': {
      const { id, email, createdAt } = accounts.get(accountOf(request));
      return [200, [{ id, name: email, role: 'owner', joinedAt: createdAt, current: true }]];
    }
    case 'GET /api/v1/tenant': {
      const { id, email, createdAt } = accounts.get(accountOf(request));
      const settings = { retentionDays: 365, logInputs: false };
      return [200, { id, personal: true, branding: { name: email }, settings, createdAt }];
    }
    case 'GET /api/v1/models':
      accountOf(request);
      return [200, MODELS];
    case 'GET /api/v1/predictions':
      return [200, page(accountOf(request), query)];
    case 'POST /api/v1/predictions':
      return [201, predict(accountOf(request), body)];
  }
  const account = accountOf(request);
  const [, model, name] = /^\/api\/v1\/models\/([^/]+)\/versions\/([^/]+)$/.exec(path) ?? [];
  if (model !== undefined && name !== undefined) {
    return [200, versionOf(model, name)];
  }
  const [, explained, version] = /^\/api\/v1\/models\/([^/]+)\/versions\/([^/]+)\/explain$/.exec(path) ?? [];
  if (explained !== undefined && version !== undefined) {
    return [200, explain(explained, version, body)];
  }
  const [, id] = /^\/api\/v1\/predictions\/([^/]+)$/.exec(path) ?? [];
  const kept = predictions.find(
    (candidate) => candidate.account === account && candidate.prediction.id === id,
  );
  if (kept === undefined) {
    throw new Refusal(404, 'Not found', 'There is no such prediction.');
  }
  return [200, kept.prediction];
}

async function textOf(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
  }
  return text;
}

async function file(path) {
  const name = extname(path) === '' ? 'index.html' : path.slice(1);
  return [TYPES[extname(name)] ?? 'application/octet-stream', await readFile(new URL(name, DIST))];
}

createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  try {
    if (pathname.startsWith('/api/')) {
      const [status, answer, headers] = await api(request, pathname, searchParams);
      response
        .writeHead(status, { 'Content-Type': 'application/json', ...headers })
        .end(answer === undefined ? undefined : JSON.stringify(answer));
    } else {
      const [type, content] = await file(pathname);
      response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': CSP }).end(content);
    }
  } catch (error) {
    const refusal =
      error instanceof Refusal ? error : new Refusal(404, 'Not found', 'There is nothing at this address.');
    const { status, title, detail, violations, headers } = refusal;
    const problem = {
      type: 'about:blank',
      title,
      status,
      detail,
      instance: pathname,
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      violations,
    };
    response
      .writeHead(status, { 'Content-Type': 'application/problem+json', ...headers })
      .end(JSON.stringify(problem));
  }
}).listen(PORT, () => console.log(`stand-in on http://localhost:${PORT}`));
