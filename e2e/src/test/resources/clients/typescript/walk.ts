// Walks the suite with types that are generated from its API document: nothing is cast, so that it compiles only where the document
// says enough.
import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { components, paths } from './schema.js';

type Problem = components['schemas']['Problem'];

const address = process.argv[2];
assert(address, 'the address is missing');
const anonymous = createClient<paths>({ baseUrl: address });

const email = `walk-ts-${Date.now()}@example.org`;
const registered = await anonymous.POST('/api/v1/auth/register', {
  body: { email, password: 'three quiet herons by the mill' },
});
assert.equal(registered.response.status, 201);
assert(registered.data);
const token: string = registered.data.accessToken;
const expiresIn: number = registered.data.expiresIn;
assert(expiresIn > 0);

const client = createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${token}` } });

const models = await client.GET('/api/v1/models');
assert(models.data);
assert(models.data.some((model) => model.name === 'churn'));

const version = await client.GET('/api/v1/models/{name}/versions/{version}', {
  params: { path: { name: 'churn', version: 'champion' } },
});
assert(version.data);
const features: Record<string, unknown> = {};
for (const feature of version.data.features) {
  features[feature.name] = feature.example;
}

const made = await client.POST('/api/v1/predictions', { body: { model: 'churn', features } });
assert.equal(made.response.status, 201);
assert(made.data);
const label: string = made.data.label;
assert(made.response.headers.get('X-Request-Id'));

const read = await client.GET('/api/v1/predictions/{id}', { params: { path: { id: made.data.id } } });
assert.equal(read.data?.label, label);

const page = await client.GET('/api/v1/predictions', { params: { query: { limit: 1 } } });
assert.equal(page.data?.items.length, 1);

const key = await client.POST('/api/v1/api-keys', { body: { name: 'walk', scopes: ['infer'] } });
assert(key.data);
const program = createClient<paths>({ baseUrl: address, headers: { 'X-API-Key': key.data.key } });
assert.equal((await program.POST('/api/v1/predictions', { body: { model: 'churn', features } })).response.status, 201);

const refused = await client.POST('/api/v1/predictions', { body: { model: 'churn', features: { nonsense: 1 } } });
assert.equal(refused.response.status, 400);
assert(refused.error);
const problem: Problem = refused.error;
assert(problem.violations && problem.violations.length > 0);

const settings = await client.PUT('/api/v1/tenant/settings', { body: { retentionDays: 30, logInputs: false } });
assert.equal(settings.data?.settings.retentionDays, 30);

console.log('walked');
