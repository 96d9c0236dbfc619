import type { Call } from '../../local/aws/calls';
import { shareOf } from '../support/share';
import { sourceRequest } from '../support/sources';
import { until } from '../support/system';
import { isOfListeners } from './calls';
import { allMet, ask, type FaultRequest, takeBack } from './faults';
import { useSystem } from './scene';

jest.setTimeout(120_000);

const long = process.env.HEADWORKS_LONG !== undefined;
/** Encrypted and with an alarm, so that secrets and alarms are made and removed too. */
const body = { ...sourceRequest('srt-listener'), alarm: { level: 'TR_101_290_PRIORITY_1' as const } };

const { system, client, account } = useSystem();
beforeEach(() => system.simulator('POST', 'reset'));

type Operation = [service: string, operation: string];
type Effect = 'fault of the service' | 'throttling' | 'lost reply';
const effects: Effect[] = ['fault of the service', 'lost reply', 'throttling'];

/** What the calls of a creation and of a deletion are; a test below sees to it that none is missing. */
const creation: Operation[] = [
  ['secretsmanager', 'CreateSecret'],
  ['dynamodb', 'TransactWriteItems'],
  ['states', 'StartExecution'],
  ['dynamodb', 'GetItem'],
  ['dynamodb', 'PutItem'],
  ['dynamodb', 'UpdateItem'],
  ['secretsmanager', 'PutResourcePolicy'],
  ['mediaconnect', 'CreateFlow'],
  ['mediaconnect', 'StartFlow'],
  ['mediaconnect', 'DescribeFlow'],
  ['monitoring', 'DescribeAlarms'],
  ['monitoring', 'PutMetricAlarm'],
];
const deletion: Operation[] = [
  ['dynamodb', 'TransactWriteItems'],
  ['states', 'StartExecution'],
  ['dynamodb', 'GetItem'],
  ['mediaconnect', 'StopFlow'],
  ['mediaconnect', 'DescribeFlow'],
  ['mediaconnect', 'DeleteFlow'],
  ['secretsmanager', 'DeleteSecret'],
  ['monitoring', 'DescribeAlarms'],
  ['monitoring', 'ListTagsForResource'],
  ['monitoring', 'DeleteAlarms'],
  ['dynamodb', 'UpdateItem'],
];

function faultOf([service, operation]: Operation, effect: Effect, times = 1): FaultRequest {
  const call = { service, operation, times };
  if (effect === 'lost reply') return { ...call, effect: 'lost-reply' };
  const isMediaConnect = service === 'mediaconnect';
  if (effect === 'throttling')
    return isMediaConnect
      ? { ...call, effect: 'error', error: 'TooManyRequestsException', status: 429 }
      : { ...call, effect: 'error', error: 'ThrottlingException', status: 400 };
  return {
    ...call,
    effect: 'error',
    error: isMediaConnect ? 'InternalServerErrorException' : 'InternalServerError',
    status: 500,
  };
}

async function expectRunning(ids: string[]): Promise<void> {
  const sources = await Promise.all(ids.map((id) => client.settled(id, 'creation-complete')));
  const flows = sources.flatMap((source) => source['provisioned-flows']['ingress-flows']);
  const seen = (await account.flows()).map(({ arn, status }) => [arn, status]).sort();
  expect(seen).toEqual(flows.map(({ arn }) => [arn, 'ACTIVE']).sort());
  expect(flows).toHaveLength(ids.length);
  expect(await account.secrets()).toHaveLength(ids.length);
}

async function expectRemoved(ids: string[]): Promise<void> {
  await Promise.all(ids.map((id) => client.settled(id, 'deletion-complete')));
  expect(await account.leftBehind()).toEqual([]);
}

/** What clients that look and functions that begin to act ask for, whatever becomes of the source. */
const beside = ['dynamodb BatchGetItem', 'sts AssumeRole'];

it('knows every call of a creation and of a deletion', async () => {
  const operations = async (): Promise<string[]> => {
    const { calls } = await system.simulator<{ calls: Call[] }>('GET', 'calls');
    const made = calls.filter((call) => !call.principal.endsWith('/outsider') && !isOfListeners(call));
    return [...new Set(made.map(({ service, operation }) => `${service} ${operation}`))].sort();
  };
  const { id } = await client.createRunning(body);
  expect(await operations()).toEqual([...creation.map((each) => each.join(' ')), ...beside].sort());
  await client.remove(id);
  const all = new Set([...[...creation, ...deletion].map((each) => each.join(' ')), ...beside]);
  expect(await operations()).toEqual([...all].sort());
});

describe.each(shareOf(2, effects))('one %s for each kind of call', (effect) => {
  it('keeps no source from running, or from being removed', async () => {
    for (const operation of creation) await ask(system, faultOf(operation, effect));
    const ids = await Promise.all([1, 2, 3].map(() => client.create(body)));
    await expectRunning(ids);
    await allMet(system);
    for (const operation of deletion) await ask(system, faultOf(operation, effect));
    await Promise.all(ids.map((id) => client.delete(id)));
    await expectRemoved(ids);
    await allMet(system);
  });
});

/** What a client or its request's own function meets: three in a row refuse the request itself. */
const ofRequests = ['CreateSecret', 'TransactWriteItems', 'StartExecution', 'GetItem'];

/** The operations that may fail so often; a CreateFlow is not asked for again once its flow may exist. */
function inARow(operations: Operation[], effect: Effect): [...Operation, number][] {
  const mayRepeat = ([, operation]: Operation) =>
    !ofRequests.includes(operation) && (operation !== 'CreateFlow' || effect === 'throttling');
  return [
    ...operations.map(([service, operation]): [...Operation, number] => [service, operation, 1]),
    // Three outlast the client's own attempts, so that the workflow has to do with them.
    ...operations.filter(mayRepeat).map(([service, operation]): [...Operation, number] => [service, operation, 3]),
  ];
}

const inLong = long ? describe : describe.skip;
inLong.each(effects)('%s, in long', (effect) => {
  it.each(inARow(creation, effect))('of %s %s in a creation, %d in a row', async (service, operation, times) => {
    await ask(system, faultOf([service, operation], effect, times));
    const id = await client.create(body);
    await expectRunning([id]);
    await allMet(system);
  });

  it.each(inARow(deletion, effect))('of %s %s in a deletion, %d in a row', async (service, operation, times) => {
    const { id } = await client.createRunning(body);
    await ask(system, faultOf([service, operation], effect, times));
    await client.delete(id);
    await expectRemoved([id]);
    await allMet(system);
  });
});

it('keeps the secrets of a source whose record was written without anybody being told', async () => {
  await ask(system, faultOf(['dynamodb', 'TransactWriteItems'], 'lost reply', 3));
  expect(await system.api('POST', '/sources', body)).toMatchObject({
    status: 500,
    body: { type: 'urn:problem:internal' },
  });
  const { body: list } = await until(
    () => system.api('GET', '/sources'),
    (seen) => seen.body.sources.length === 1,
  );
  const { id } = list.sources[0];
  await account.age(id);
  await until(
    async () => {
      await system.simulator('POST', 'sweep');
      return (await client.read(id))['provisioning-status'];
    },
    (status) => status !== 'creation-pending',
  );
  await expectRunning([id]);
});

const refusal = (error: string, status: number) => ({ effect: 'error', error, status, times: 'always' }) as const;

describe('a creation that cannot succeed', () => {
  const cases: [string, string, number, RegExp][] = [
    ['CreateFlow', 'BadRequestException', 400, /CreateFlow was refused .*Change the source/],
    ['CreateFlow', 'CreateFlow420Exception', 420, /CreateFlow was refused .*higher quota/],
    ['CreateFlow', 'InternalServerErrorException', 500, /CreateFlow.* try again later/],
    ['StartFlow', 'ForbiddenException', 403, /StartFlow was refused .*Check the permissions/],
    ['CreateFlow', 'ForbiddenException', 403, /CreateFlow was refused .*Check the permissions/],
    ['CreateFlow', 'TooManyRequestsException', 429, /CreateFlow.* try again later/],
    ['StartFlow', 'InternalServerErrorException', 500, /StartFlow.* try again later/],
    ['StartFlow', 'BadRequestException', 400, /StartFlow was refused .*Change the source/],
  ];
  it.each(
    long ? cases : cases.slice(0, 5),
  )('says what to do and leaves nothing: %s, %s', async (operation, error, status, reason) => {
    await ask(system, { service: 'mediaconnect', operation, ...refusal(error, status) });
    const id = await client.create(body);
    const source = await client.settled(id, 'creation-failed');
    expect(source['provisioning-error-reason']).toMatch(reason);
    expect(source['provisioned-flows']['ingress-flows']).toEqual([]);
    expect(await account.leftBehind()).toEqual([]);
    await takeBack(system);
    await client.remove(id);
  });

  it('is refused at once if its secret cannot be written', async () => {
    await ask(system, {
      service: 'secretsmanager',
      operation: 'CreateSecret',
      ...refusal('AccessDeniedException', 400),
    });
    const answer = await system.api('POST', '/sources', body);
    expect(answer).toMatchObject({ status: 502, body: { type: 'urn:problem:target-account-unreachable' } });
    expect((await system.api('GET', '/sources?include-hidden=true&include-deleted=true')).body.sources).toEqual([]);
  });

  it('names the flow that it could not remove, and removes it when MediaConnect lets it', async () => {
    for (const operation of ['StartFlow', 'DeleteFlow'])
      await ask(system, { service: 'mediaconnect', operation, ...refusal('ForbiddenException', 403) });
    const id = await client.create(body);
    const source = await client.settled(id, 'creation-failed');
    const [flow] = await account.flows();
    expect(source['provisioning-error-reason']).toMatch(/StartFlow was refused/);
    expect(source['provisioning-error-reason']).toContain(
      `Could not be removed and is tried again by itself: ${flow?.arn}`,
    );
    await takeBack(system);
    await account.age(id);
    const rolledBack = await until(
      async () => {
        await system.simulator('POST', 'sweep');
        return (await client.read(id))['provisioning-error-reason'];
      },
      (seen) => !seen?.includes('Could not be removed'),
    );
    expect(rolledBack).toMatch(/^StartFlow was refused/);
    expect(await account.leftBehind()).toEqual([]);
  });
});

describe('a deletion that cannot succeed', () => {
  const cases: [string, string, string, number][] = [
    ['mediaconnect', 'DeleteFlow', 'InternalServerErrorException', 500],
    ['secretsmanager', 'DeleteSecret', 'AccessDeniedException', 400],
    ['mediaconnect', 'StopFlow', 'ForbiddenException', 403],
    ['mediaconnect', 'DeleteFlow', 'BadRequestException', 400],
  ];
  it.each(
    long ? cases : cases.slice(0, 2),
  )('says why, and succeeds when it is asked for again: %s %s, %s', async (service, operation, error, status) => {
    const { id } = await client.createRunning(body);
    await ask(system, { service, operation, ...refusal(error, status) });
    await client.delete(id);
    const source = await client.settled(id, 'deletion-failed');
    expect(source['provisioning-error-reason']).toContain(operation);
    await takeBack(system);
    await client.remove(id);
    expect(await account.leftBehind()).toEqual([]);
  });
});
