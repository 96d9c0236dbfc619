import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type * as z from 'zod';
import { type Endpoint, endpoints } from '../../lambdas/contract/endpoints';
import { problems } from '../../lambdas/contract/problems';
import { roles } from '../../lambdas/contract/roles';

describe('the endpoint table', () => {
  it('has each name and each route once', () => {
    const names = endpoints.map(({ name }) => name);
    const rows: readonly Endpoint[] = endpoints;
    const routes = rows.flatMap(({ method, alias, path }) => [
      `${method} ${path}`,
      ...(alias ? [`${alias} ${path}`] : []),
    ]);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(routes).size).toBe(routes.length);
  });

  it('has the published paths', () => {
    const base = '/organisations/{organisation-id}/target-accounts/{target-account-id}';
    expect(endpoints.map(({ name, method, path }) => `${name}: ${method} ${path.replace(base, '')}`)).toEqual([
      'createSource: POST /sources',
      'listSources: GET /sources',
      'getSource: GET /sources/{source-id}',
      'updateSource: PATCH /sources/{source-id}',
      'deleteSource: DELETE /sources/{source-id}',
      'startSource: POST /sources/{source-id}/start',
      'stopSource: POST /sources/{source-id}/stop',
      'repairSource: POST /sources/{source-id}/repair',
      'getSourceStatus: GET /sources/{source-id}/status',
      'getSourceMetrics: GET /sources/{source-id}/metrics',
      'getSourceServiceInfo: GET /sources/{source-id}/service-info',
      'getSourceThumbnail: GET /sources/{source-id}/thumbnail',
      'getSourceProxy: GET /sources/{source-id}/proxy',
      'listSourceEvents: GET /sources/{source-id}/events',
      'listTargetAccounts: GET /organisations/{organisation-id}/target-accounts',
      'getTargetAccount: GET ',
      'putTargetAccount: PUT ',
      'deleteTargetAccount: DELETE ',
      'getOpenApi: GET /openapi.json',
      'getDocs: GET /docs',
    ]);
  });

  describe.each<Endpoint>(endpoints)('$name', (row) => {
    it('describes the parameters of its path', () => {
      const { shape } = row.parameters as unknown as z.ZodObject;
      const named = [...row.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      expect(Object.keys(shape).sort()).toEqual(named.sort());
    });

    it('has a handler in a file of its name', () => {
      const file = row.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      expect(existsSync(resolve(__dirname, `../../lambdas/api/${file}.ts`))).toBe(true);
    });

    it('names refusals that there are, once each, and a role unless it is open', () => {
      for (const code of row.refusals) expect(problems[code].status).toBeGreaterThanOrEqual(400);
      expect(new Set(row.refusals).size).toBe(row.refusals.length);
      const isOpen = ['getOpenApi', 'getDocs'].includes(row.name);
      expect(isOpen ? [undefined] : roles).toContain(row.role);
    });

    it('takes a body where it makes or changes what is stored, and lets viewers change nothing', () => {
      const isIntent = ['startSource', 'stopSource', 'repairSource'].includes(row.name);
      expect('body' in row).toBe(['POST', 'PUT', 'PATCH'].includes(row.method) && !isIntent);
      expect(row.role === 'viewer' || row.role === undefined).toBe(row.method === 'GET');
    });
  });
});

describe('the problem table', () => {
  it('has titles that tell its problems apart', () => {
    const titles = Object.values(problems).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});
