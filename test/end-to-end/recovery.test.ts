import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Call } from '../../local/aws/calls';
import { itInLong } from '../support/share';
import { sourceRequest } from '../support/sources';
import { type System, sharedSystem, startSystem, until } from '../support/system';
import { Account } from './account';
import { Client } from './client';
import { allMet, ask, holdNext, takeBack } from './faults';

jest.setTimeout(120_000);

const body = sourceRequest('srt-listener');
const refusal = {
  service: 'states',
  operation: 'StartExecution',
  effect: 'error',
  error: 'AccessDeniedException',
  status: 400,
} as const;

let system: System;
let client: Client;
let account: Account;

function use(begin: () => Promise<System>): void {
  beforeAll(async () => {
    system = await begin();
    [client, account] = [new Client(system), new Account(system)];
  });
  afterAll(() => system?.stop());
  beforeEach(() => system.simulator('POST', 'reset'));
  afterEach(async () => {
    await takeBack(system);
    expect(await account.leftBehind()).toEqual([]);
  });
}

/** Sweeps until a source has left `status`, which it must have been in for an hour: the index that the sweep reads lags. */
async function sweep(id: string, status: string): Promise<void> {
  await account.age(id);
  await until(
    async () => {
      await system.simulator('POST', 'sweep');
      return (await client.read(id))['provisioning-status'];
    },
    (seen) => seen !== status,
  );
}

async function expectRunning(id: string): Promise<void> {
  const source = await client.settled(id, 'creation-complete');
  const [flow] = source['provisioned-flows']['ingress-flows'];
  expect(await account.flows()).toEqual([{ arn: flow?.arn, name: flow?.name, status: 'ACTIVE' }]);
}

describe('the stack as it is', () => {
  use(() => sharedSystem().take());

  describe('a run that dies', () => {
    it('is started by the sweep if it could not be when it was asked for', async () => {
      await ask(system, refusal);
      const id = await client.create(body);
      await sweep(id, 'creation-pending');
      await expectRunning(id);
      await ask(system, refusal);
      await client.delete(id);
      await sweep(id, 'deletion-pending');
      await client.settled(id, 'deletion-complete');
    });

    it('is left alone by the sweep while it lives', async () => {
      await holdNext(system, 'mediaconnect', 'StartFlow', 3000);
      const id = await client.create(body);
      await allMet(system);
      await account.age(id);
      const { calls } = await until(
        async () => {
          await system.simulator('POST', 'sweep');
          return system.simulator<{ calls: Call[] }>('GET', 'calls');
        },
        (seen) => seen.calls.some(({ operation }) => operation === 'DescribeExecution'),
      );
      expect(
        calls.filter(({ principal, operation }) => /Sweep/.test(principal) && operation === 'StartExecution'),
      ).toEqual([]);
      await expectRunning(id);
      await client.remove(id);
    });

    it('is begun again, in a creation and in a deletion', async () => {
      await holdNext(system, 'mediaconnect', 'StartFlow', 2000);
      const id = await client.create(body);
      await allMet(system);
      await account.abort('Provision', id, 1);
      await expectRunning(id);
      await holdNext(system, 'mediaconnect', 'StopFlow', 2000);
      await client.delete(id);
      await allMet(system);
      await account.abort('Deprovision', id, 3);
      await client.settled(id, 'deletion-complete');
      expect(await account.outcome('Deprovision', id, 4)).toMatchObject({ status: 'SUCCEEDED' });
    });

    itInLong('is rolled back in the end if a creation dies again and again', async () => {
      await ask(system, {
        service: 'mediaconnect',
        operation: 'StartFlow',
        effect: 'delay',
        delayMs: 600_000,
        times: 4,
      });
      const id = await client.create(body);
      await dieInEachRun('Provision', id, [1, 2, 3, 4]);
      const source = await client.settled(id, 'creation-failed');
      expect(source['provisioning-error-reason']).toMatch(/died 4 times .* rolled back\. Try again/);
      expect(source['provisioned-flows']['ingress-flows']).toEqual([]);
    });

    itInLong('is given up in the end if a deletion dies again and again, and can be asked for again', async () => {
      const { id } = await client.createRunning(body);
      await ask(system, {
        service: 'mediaconnect',
        operation: 'StopFlow',
        effect: 'delay',
        delayMs: 600_000,
        times: 6,
      });
      await client.delete(id);
      await dieInEachRun('Deprovision', id, [2, 3, 4, 5, 6, 7]);
      const source = await client.settled(id, 'deletion-failed');
      expect(source['provisioning-error-reason']).toMatch(/died 6 times .* Delete it again/);
      await client.remove(id);
    });

    /** Aborts each of these runs as soon as it waits for MediaConnect. */
    async function dieInEachRun(workflow: 'Provision' | 'Deprovision', id: string, runs: number[]): Promise<void> {
      for (const [index, run] of runs.entries()) {
        await until(
          async () => (await system.simulator('GET', 'faults')).faults[0]?.times ?? 0,
          (left) => left === runs.length - 1 - index,
        );
        await account.abort(workflow, id, run);
      }
    }
  });

  describe('a deletion in the middle of a creation', () => {
    it.each([
      ['before the flow is asked for', 'dynamodb', 'UpdateItem'],
      ['before the flow is started', 'mediaconnect', 'StartFlow'],
      ['while the flow starts', 'mediaconnect', 'DescribeFlow'],
    ])('fences the run and leaves nothing: %s', async (_when, service, operation) => {
      await holdNext(system, service, operation, 2000);
      const id = await client.create(body);
      await allMet(system);
      await client.delete(id);
      const source = await client.settled(id, 'deletion-complete');
      expect(source['provisioned-flows']['ingress-flows']).toEqual([]);
      // The old run comes to its end only now, and must find that the source is no longer its own.
      await until(
        () => account.outcome('Provision', id, 1),
        ({ status }) => status === 'SUCCEEDED',
      );
      expect((await client.read(id))['provisioning-status']).toBe('deletion-complete');
    });
  });
});

describe('a workflow that breaks', () => {
  /** Longer than a run takes on a busy machine, and shorter than a start that is held six times, 5 s each; seconds. */
  const timeoutSeconds = 25;
  let folder: string;
  use(() => {
    folder = brokenStack(timeoutSeconds);
    return startSystem({ speed: 100, indexDelayMs: 200, template: folder });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is taken up again after States.Runtime, and after the time of the whole execution is over', async () => {
    await ask(system, { service: 'mediaconnect', operation: 'StartFlow', effect: 'delay', delayMs: 600_000, times: 6 });
    const id = await client.create(body);
    await allMet(system);
    expect(await account.outcome('Provision', id, 1)).toEqual({ status: 'FAILED', error: 'States.Runtime' });
    await expectRunning(id);
    expect(await account.outcome('Provision', id, 2)).toMatchObject({ status: 'TIMED_OUT' });
    await client.remove(id);
  });
});

/** The synthesised stack with a first run that cannot go on, and little time for all others. */
function brokenStack(timeoutSeconds: number): string {
  const original = resolve(__dirname, '../../cdk.out');
  const folder = mkdtempSync(join(tmpdir(), 'headworks-broken-'));
  cpSync(original, folder, { recursive: true, filter: (path) => !/asset\./.test(path) });
  const assets = JSON.parse(readFileSync(join(original, 'Headworks.assets.json'), 'utf8'));
  for (const { source } of Object.values<{ source: { path: string } }>(assets.files)) {
    if (source.path.startsWith('asset.')) symlinkSync(join(original, source.path), join(folder, source.path));
  }
  const file = join(folder, 'Headworks.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8'));
  for (const [name, { Type, Properties }] of Object.entries<{ Type: string; Properties: { DefinitionString: string } }>(
    template.Resources,
  )) {
    if (Type !== 'AWS::StepFunctions::StateMachine' || !/ProvisionSource/.test(name)) continue;
    const definition = JSON.parse(Properties.DefinitionString);
    definition.TimeoutSeconds = timeoutSeconds;
    const first = { Variable: '$.run', NumericEquals: 1, Next: 'Break' };
    definition.States.IsFirst = { Type: 'Choice', Choices: [first], Default: definition.StartAt };
    definition.States.Break = { Type: 'Pass', InputPath: '$.there.is.no.such.member', Next: definition.StartAt };
    definition.StartAt = 'IsFirst';
    Properties.DefinitionString = JSON.stringify(definition);
  }
  writeFileSync(file, JSON.stringify(template));
  return folder;
}
