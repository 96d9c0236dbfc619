import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { ApiClient } from '../../commands/api-client';
import { type Drain, drainSources } from '../../commands/drain-sources';

const organisation = '00000000-0000-4000-8000-000000000001';
const account = '00000000-0000-4000-8000-0000000000a1';
const other = '00000000-0000-4000-8000-0000000000a2';
const root = `/organisations/${organisation}/target-accounts`;

/** An answer of the API: a status, a body, and headers if there are any. */
type Answer = [status: number, body: object, headers?: Record<string, string>];

/** The API as its document has it, with answers of the test's own; the last of a request's answers is given again. */
async function drained(answers: Record<string, Answer[]>, options: Partial<Drain> = {}) {
  const asked: string[] = [];
  const lines: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(String(request.url)).replace(root, '');
    const key = `${request.method} ${path}`;
    asked.push(key);
    const given = answers[key] ?? [[404, { detail: `${key} was not expected` }]];
    const [status, body, headers] = (given.length > 1 ? given.shift() : given[0]) ?? [500, {}];
    const isAllowed = request.headers.authorization === 'Bearer the-token';
    response.writeHead(isAllowed ? status : 401, headers).end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const client = new ApiClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, 'the-token');
  const drain = { organisation, accounts: [account], deletes: true, patience: 60_000, pause: 1, ...options };
  try {
    const left = await drainSources(client, { ...drain, progress: (line) => lines.push(line) });
    return { left, asked, lines };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const list = (of = account, key = '') =>
  `GET /${of}/sources?include-hidden=true&page-size=100${key && `&last-evaluated-key=${key}`}`;
const source = (id: string, status = 'creation-complete') => ({ id, 'provisioning-status': status });
const page = (...sources: object[]): Answer => [200, { sources }];
const done: Answer = [200, { message: 'Success' }];

it('deletes every source of every account, page after page, and waits until the lists are empty', async () => {
  const { left, asked, lines } = await drained(
    {
      'GET ?page-size=100': [[200, { 'target-accounts': [{ id: account }], 'last-evaluated-key': 'next' }]],
      'GET ?page-size=100&last-evaluated-key=next': [[200, { 'target-accounts': [{ id: other }] }]],
      [list()]: [
        [200, { sources: [source('one')], 'last-evaluated-key': 'k' }],
        page(source('one', 'deletion-in-progress')),
        page(),
      ],
      [list(account, 'k')]: [page(source('two', 'update-in-progress'))],
      [list(other)]: [page(source('three', 'creation-failed')), page()],
      [`DELETE /${account}/sources/one`]: [done],
      [`DELETE /${account}/sources/two`]: [done],
      [`DELETE /${other}/sources/three`]: [done],
    },
    { accounts: [] },
  );
  expect(left).toEqual([]);
  expect(asked.filter((each) => each.startsWith('DELETE'))).toHaveLength(3);
  expect(lines).toEqual([
    '3 sources in 2 target accounts: 1 creation-complete, 1 creation-failed, 1 update-in-progress',
    '1 source in 2 target accounts: 1 deletion-in-progress',
    '0 sources in 2 target accounts',
  ]);
});

it('deletes nothing without leave, and answers what is there', async () => {
  const { left, asked } = await drained({ [list()]: [page(source('one'))] }, { deletes: false });
  expect(left).toEqual([{ account, id: 'one', status: 'creation-complete' }]);
  expect(asked).toEqual([list()]);
});

it('answers a source whose deletion failed, with its reason, once the source itself says so', async () => {
  const failed = { ...source('one', 'deletion-failed'), 'provisioning-error-reason': 'a role is missing' };
  const { left, asked } = await drained({
    [list()]: [page(source('one', 'deletion-failed'))],
    [`DELETE /${account}/sources/one`]: [done],
    [`GET /${account}/sources/one`]: [
      [200, source('one', 'deletion-in-progress')],
      [200, failed],
    ],
  });
  expect(left).toEqual([{ account, id: 'one', status: 'deletion-failed', reason: 'a role is missing' }]);
  expect(asked.filter((each) => each.startsWith('DELETE'))).toHaveLength(1);
});

it('goes on with the others where one is refused, and says why', async () => {
  const { left } = await drained({
    [list()]: [page(source('one'), source('two')), page(source('one'))],
    [`DELETE /${account}/sources/one`]: [[500, { detail: 'internal fault' }]],
    [`DELETE /${account}/sources/two`]: [done],
    [`GET /${account}/sources/one`]: [[200, source('one')]],
  });
  expect(left).toEqual([
    { account, id: 'one', status: 'creation-complete', reason: expect.stringContaining('500 internal fault') },
  ]);
});

it('sends again what comes too early', async () => {
  const { left, asked } = await drained({
    [list()]: [[429, { detail: 'too many' }, { 'retry-after': '0' }], page(source('one')), page()],
    [`DELETE /${account}/sources/one`]: [[429, {}, { 'retry-after': '0' }], done],
  });
  expect(left).toEqual([]);
  expect(asked.filter((each) => each.startsWith('DELETE'))).toHaveLength(2);
});

it('gives up when its time is over, and answers what is on its way', async () => {
  const { left } = await drained(
    {
      [list()]: [page(source('one'))],
      [`DELETE /${account}/sources/one`]: [done],
      [`GET /${account}/sources/one`]: [[200, source('one', 'deletion-in-progress')]],
    },
    { patience: -1 },
  );
  expect(left).toEqual([{ account, id: 'one', status: 'deletion-in-progress' }]);
});

it.each([401, 403])('ends where the token is refused with %d', async (status) => {
  const answers: Record<string, Answer[]> = {
    [list()]: [page(source('one'))],
    [`DELETE /${account}/sources/one`]: [[status, { detail: 'not with this token' }]],
  };
  await expect(drained(answers)).rejects.toThrow(`${status} not with this token`);
});

describe('the command', () => {
  const run = (args: string[], token = 'a') =>
    spawnSync(process.execPath, ['--require', 'tsx/cjs', 'commands/drain.ts', ...args], {
      cwd: resolve(__dirname, '../..'),
      env: { ...process.env, HEADWORKS_TOKEN: token },
      encoding: 'utf8',
    });
  const good = ['--url', 'http://127.0.0.1:9/', '--organisation', organisation];

  it('tells what it does', () => {
    const { stdout, status } = run(['--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/HEADWORKS_TOKEN=.* -- --url URL --organisation ID \[--yes\]/);
  });

  it.each([
    ['--url is missing', ['--organisation', organisation], 'a'],
    ['7 is no lower-case UUID', [...good, '--target-account', '7'], 'a'],
    ['HEADWORKS_TOKEN is not set', good, ''],
  ])('ends with 2 and says "%s"', (message, args, token) => {
    const { stderr, status } = run(args, token);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  it('ends with 1 where nobody answers', () => {
    const { stderr, status } = run(good);
    expect(stderr).toContain('fetch failed');
    expect(status).toBe(1);
  });
});
