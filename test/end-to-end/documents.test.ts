import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { listen } from '../../docs/client-example';
import { until } from '../support/system';
import { demoPath, sourcePath, sourcesPath, typedClient } from '../support/typed-client';
import { useSystem } from './scene';

jest.setTimeout(120_000);

const docs = resolve(__dirname, '..', '..', 'docs');

const { system } = useSystem();

describe('without a token', () => {
  it('answers the OpenAPI document of the repository', async () => {
    const { status, headers, body } = await system.api('GET', '/openapi.json', undefined, { token: '' });
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type: 'application/json' });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual(JSON.parse(readFileSync(join(docs, 'openapi.json'), 'utf8')));
  });

  it('answers the reference page of the repository', async () => {
    const { status, headers, body } = await system.api('GET', '/docs', undefined, { token: '' });
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(body.toString()).toBe(readFileSync(join(docs, 'reference.html'), 'utf8'));
  });

  it('answers nothing else', async () => {
    expect((await system.api('GET', '/sources', undefined, { token: '' })).status).toBe(401);
  });

  it('refuses what the documents do not take', async () => {
    const { status, body } = await system.api('GET', '/docs?colour=red', undefined, { token: '' });
    expect({ status, errors: body.errors }).toMatchObject({ status: 400, errors: [{ pointer: '/query/colour' }] });
    expect((await system.api('POST', '/docs', {}, { token: '' })).status).toBe(404);
  });
});

describe('the typed client', () => {
  it('creates, reads, lists and deletes a source', async () => {
    const client = typedClient(system);
    const id = await listen(system.apiUrl, system.token(), demoPath);
    const path = { ...demoPath, 'source-id': id };
    const read = async () => (await client.GET(sourcePath, { params: { path } })).data;
    const source = await until(read, (seen) => seen?.['provisioning-status'] === 'creation-complete', 60);
    const [flow] = source?.['provisioned-flows']['ingress-flows'] ?? [];
    expect(flow?.['flow-sources']).toEqual([
      { name: expect.any(String), 'source-arn': expect.any(String), ip: expect.any(String), port: 5000 },
    ]);

    const status = await client.GET(`${sourcePath}/status`, { params: { path } });
    expect(status.data?.['running-status']).toBe('running');
    const query = { inline: true, 'page-size': 1 };
    const list = async () => (await client.GET(sourcesPath, { params: { path: demoPath, query } })).data?.sources;
    // The list lags behind the source.
    const isComplete = (sources: unknown) => JSON.stringify(sources).includes('creation-complete');
    expect(await until(list, isComplete)).toEqual([source]);

    const deleted = await client.DELETE(sourcePath, { params: { path } });
    expect(deleted.data).toEqual({ message: 'Success' });
    await until(read, (seen) => seen?.['provisioning-status'] === 'deletion-complete', 60);
  });

  it('tells a refusal as the problem that it is', async () => {
    const { error, response } = await typedClient(system, system.token({ role: 'viewer' })).POST(sourcesPath, {
      params: { path: demoPath },
      body: { metadata: {}, 'ingress-flows': [] },
    });
    expect(response.status).toBe(403);
    expect(error?.type).toBe('urn:problem:forbidden');
  });
});
