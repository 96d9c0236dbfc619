import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { demo } from '../../local/demo';
import { propertySeed } from '../support/arbitrary-source';
import type { Target } from '../support/hostile-address';
import { secretMarks } from '../support/hostile-body';
import { type HostileRequest, hostileRequests } from '../support/hostile-request';
import { deviations } from '../support/openapi';
import { type RawAnswer, sendRaw } from '../support/raw-http';
import { runsOf } from '../support/share';
import { sourceRequest } from '../support/sources';
import { useSystem } from './scene';
import { executionTraces, filesWith } from './traces';

const isLong = process.env.HEADWORKS_LONG !== undefined;
const count = runsOf(200, 10_000);
/** So many requests are under way at a time. */
const clients = 8;
const deadlineSeconds = 20;
/** Requests are drawn in portions, since thousands of large bodies do not fit into memory. */
const portion = 100;

jest.setTimeout(isLong ? 900_000 : 120_000);

let target: Target;

const { system, client, account } = useSystem();

beforeAll(async () => {
  target = await prepare();
});

/** Makes the sources that the requests are aimed at: three that run. */
async function prepare(): Promise<Target> {
  const [first, second, doomed] = await Promise.all([
    client.createRunning(sourceRequest('srt-listener')),
    client.createRunning(sourceRequest('zixi-push')),
    client.createRunning(sourceRequest('srt-caller')),
  ]);
  const { body } = await system.api('GET', '/sources?page-size=1');
  const accounts = `/organisations/${demo.organisation}/target-accounts`;
  const [header, claims, signature] = system.token().split('.');
  const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
  return {
    sources: `${accounts}/${demo.targetAccount}/sources`,
    elsewhere: `${accounts}/${randomUUID()}/sources`,
    lasting: [first.id, second.id],
    doomed: doomed.id,
    listKey: body['last-evaluated-key'],
    operator: `Bearer ${system.token()}`,
    strangers: [
      ...['viewer', 'stranger', '__proto__', 'constructor'].map((role) => `Bearer ${system.token({ role })}`),
      ...[randomUUID(), '__proto__', '*', ''].map((organisation) => `Bearer ${system.token({ organisation })}`),
      ...[
        '',
        'Bearer',
        'Bearer ',
        'Bearer null',
        'Bearer a.b.c',
        'Basic YTpi',
        `Bearer ${'x'.repeat(5000)}`,
        '\xff',
        'bearer ...',
      ],
      ...[`${unsigned}.${claims}.`, `${header}.${claims}.${signature?.slice(4)}AAAA`, `${header}..${signature}`].map(
        (token) => `Bearer ${token}`,
      ),
    ],
  };
}

function* drawn(): Generator<HostileRequest> {
  const requests = hostileRequests(target);
  for (let at = 0; at < count; at += portion) {
    yield* fc.sample(requests, { seed: propertySeed + at, numRuns: Math.min(portion, count - at) });
  }
}

/** What is wrong with how a request was answered, undefined if nothing is. */
function faultOf(request: HostileRequest, answer: RawAnswer | undefined): string | undefined {
  const { method, target: path, isMalformed, hangsUpAfter } = request;
  if (!answer) return hangsUpAfter === undefined && !isMalformed ? 'is not answered' : undefined;
  const { status, headers, text } = answer;
  if (status >= 500) return 'is answered with a fault of the server';
  const isRevealing = status === 200 && method === 'GET' && path.includes('include-passphrase=true');
  if (!isRevealing && secretMarks.some((mark) => text.includes(mark))) return 'is answered with a secret';
  // What the parser of HTTP refuses never comes to the API.
  if (isMalformed && !headers.has('x-amzn-requestid')) return status < 400 ? 'is taken though malformed' : undefined;
  if (method === 'HEAD') return text === '' ? undefined : 'is a HEAD answered with a body';
  if (status >= 400 && headers.get('content-type') !== 'application/problem+json')
    return 'is refused without a problem';
  const body = /json/.test(headers.get('content-type') ?? '') ? parsed(text) : text;
  const wrong = deviations(method, path.split('?')[0] ?? '', { status, headers, body });
  return wrong.length > 0 ? `is not answered as documented: ${wrong.join('; ')}` : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A request and its answer, short enough to be read. */
function described({ kind, method, target: path, headers, body }: HostileRequest, answer?: RawAnswer): string {
  const shown = headers.filter(([name]) => name !== 'Host').map(([name, value]) => `${name}: ${value.slice(0, 60)}`);
  const lines = [
    `(${kind}) ${method} ${path.slice(0, 400)}`,
    ...shown.slice(0, 6),
    body.toString('latin1').slice(0, 1500),
  ];
  return [...lines, answer ? `=> ${answer.status} ${answer.text.slice(0, 600)}` : '=> no answer'].join('\n');
}

/** Sends every request; answers what was wrong, and how often each status was answered. */
async function attack(): Promise<{ faults: string[]; statuses: Map<number, number> }> {
  const requests = drawn();
  const faults: string[] = [];
  const statuses = new Map<number, number>();
  let index = 0;
  const attacker = async () => {
    for (const request of requests) {
      const number = index++;
      const answer = await sendRaw(system.apiUrl, request, deadlineSeconds).catch((error: Error) => error);
      const fault = answer instanceof Error ? answer.message : faultOf(request, answer);
      const came = answer instanceof Error ? undefined : answer;
      if (fault) faults.push(`request ${number} of seed ${propertySeed} ${fault}\n${described(request, came)}`);
      if (came) statuses.set(came.status, (statuses.get(came.status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: clients }, attacker));
  return { faults, statuses };
}

it(`answers ${count} hostile requests (seed ${propertySeed}), each as documented and without a secret`, async () => {
  const { faults, statuses } = await attack();
  if (faults.length > 0)
    throw new Error(`${faults.length} faults; the first are:\n\n${faults.slice(0, 5).join('\n\n')}`);
  // Otherwise the requests did not come as far as they should.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404, 409, 412, 413, 415]));
});

it('makes no source, deletes none that was not named, and lets secrets lie nowhere but in the secret store', async () => {
  const { body } = await system.api('GET', '/sources?include-deleted=true&include-hidden=true');
  const ids = [...target.lasting, target.doomed];
  expect(body.sources.map(({ id }: { id: string }) => id).sort()).toEqual([...ids].sort());
  for (const id of target.lasting) expect((await client.read(id))['provisioning-status']).not.toMatch(/^deletion/);
  const told = [system.output, await account.tables(), (await executionTraces(system)).text];
  for (const mark of secretMarks) {
    expect(told.filter((text) => text.includes(mark))).toEqual([]);
    expect(filesWith(system, mark).filter((file) => file !== 'secrets.json')).toEqual([]);
  }
});

it('still makes a source and removes it, and leaves nothing behind', async () => {
  const { id } = await client.createRunning(sourceRequest('srt-listener'));
  await Promise.all([id, ...target.lasting, target.doomed].map((one) => client.remove(one)));
  expect(await account.leftBehind()).toEqual([]);
});
