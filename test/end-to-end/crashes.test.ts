import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ownerTags } from '../../lambdas/domain/ownership';
import type { ProvisioningStatus } from '../../lambdas/domain/provisioning-status';
import type { Call } from '../../local/aws/calls';
import { demo } from '../../local/demo';
import { isLong, shareOf } from '../support/share';
import { sourceRequest } from '../support/sources';
import { type System, startSystem, until } from '../support/system';
import { Account } from './account';
import { Client } from './client';
import { allMet, ask, holdNext } from './faults';

jest.setTimeout(600_000);

/** What an encrypted source needs most: a flow and a secret. */
const body = sourceRequest('srt-listener');

/** The points of a deletion and of a creation at which the system is killed once the source runs, or is begun. */
const deletions = shareOf(1, ['DeleteFlow', 'StopFlow', 'DeleteSecret', 'secrets forgotten', 'STOPPING', 'DELETING']);
const creations = shareOf(2, ['StartFlow', 'creation-complete', 'STARTING']);

let system: System;
let client: Client;
let account: Account;
/** The source that was at each point when the system was killed. */
const ids: Record<string, string> = {};
/** The secret that a request left behind hours ago. */
let orphan = '';
/** The sources that an old function went on working for, by what became of its run. */
const outlived: Record<string, string> = {};

/**
 * A call that is held at the door of the AWS endpoint keeps a source at its point until its client gives up, five
 * seconds later: so each kill comes as soon as everybody who is to meet it is held. What takes up a CreateFlow whose
 * answer is missing waits until its function has certainly ended, half a minute; so those points come first.
 */
beforeAll(async () => {
  await begin(100);
  await outliveRuns();
  const toDelete = [...deletions];
  const running = await Promise.all(toDelete.map(() => client.createRunning(body)));
  toDelete.forEach((point, index) => {
    ids[point] = running[index]?.id ?? '';
  });
  await killBeforeFlowsAreKnown();
  // In each, those first that take longest to come to their point: a hold is over after five seconds.
  await killAt('creation-complete', 'DeleteFlow', 'StartFlow');
  if (!isLong) return;
  await killAt('DeleteSecret', 'secrets forgotten', 'StopFlow');
  // Slow enough that flows can be caught between two states.
  await begin(3);
  await killInTransitions();
  await begin(10);
});
afterAll(() => system?.stop());

async function begin(speed: number): Promise<void> {
  const dataDirectory = system?.dataDirectory;
  await system?.kill('SIGKILL');
  system = await startSystem({ speed, indexDelayMs: 200, dataDirectory });
  [client, account] = [new Client(system), new Account(system)];
}

/** Ends two runs while their functions wait for the answer to a CreateFlow, which comes a little later. */
async function outliveRuns(): Promise<void> {
  for (const fate of ['aborted', 'deleted']) {
    await holdNext(system, 'mediaconnect', 'CreateFlow', 2500);
    outlived[fate] = await client.create(body);
    await allMet(system);
  }
  await account.abort('Provision', outlived.aborted ?? '', 1);
  await client.delete(outlived.deleted ?? '');
  await served(['CreateFlow', 'CreateFlow']);
}

/** Kills the system when a flow is to be created, when another just was, and when a third has a record but no execution yet. */
async function killBeforeFlowsAreKnown(): Promise<void> {
  await holdNext(system, 'mediaconnect', 'CreateFlow');
  ids.CreateFlow = await client.create(body);
  await allMet(system);
  await ask(system, { service: 'mediaconnect', operation: 'CreateFlow', effect: 'lost-reply' });
  await holdNext(system, 'mediaconnect', 'ListFlows');
  ids['flow created'] = await client.create(body);
  await allMet(system);
  await holdNext(system, 'states', 'StartExecution');
  const unanswered = client.create(body).catch(() => 'nobody was left to answer');
  await allMet(system);
  orphan = await leaveSecret();
  await system.kill('SIGKILL');
  ageSecret(orphan, 2);
  await system.start();
  await unanswered;
  const known = [...Object.values(ids), ...Object.values(outlived)];
  const unknown = async (): Promise<string[]> => {
    const { body } = await system.api('GET', '/sources?page-size=100');
    return body.sources.map(({ id }: { id: string }) => id).filter((id: string) => !known.includes(id));
  };
  [ids.StartExecution = ''] = await until(unknown, (found) => found.length > 0);
}

/** Writes the secret of a request that was killed before it wrote its record; answers its ARN. */
async function leaveSecret(): Promise<string> {
  const owner = { id: randomUUID(), 'organisation-id': demo.organisation, 'target-account-id': demo.targetAccount };
  const tags = ownerTags(`Headworks@${demo.region}`, { ...owner, run: 1, revision: 1 });
  const { ARN = '' } = await new SecretsManagerClient(system.aws()).send(
    new CreateSecretCommand({
      Name: `headworks/Headworks/${owner.id}/${randomUUID()}`,
      SecretString: 'a secret of nobody',
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  return ARN;
}

/** Makes a secret older by so many hours, in the file that a new process reads it from. */
function ageSecret(arn: string, hours: number): void {
  const file = join(system.dataDirectory, 'secrets.json');
  const secrets = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { CreatedDate: number }>;
  const secret = secrets[arn];
  if (!secret) throw new Error(`${file} does not have ${arn}`);
  secret.CreatedDate -= hours * 3_600;
  writeFileSync(file, JSON.stringify(secrets));
}

/** How a source is brought to each point, once it exists where it is to be deleted. */
const ways: Record<string, (point: string) => Promise<void>> = {
  async StartFlow(point) {
    await holdNext(system, 'mediaconnect', 'StartFlow');
    ids[point] = await client.create(body);
    await allMet(system);
  },
  async 'creation-complete'(point) {
    // While the start waits a little nobody writes a transaction; the next one is that of the completion.
    await holdNext(system, 'mediaconnect', 'StartFlow', 1000);
    ids[point] = await client.create(body);
    await allMet(system);
    await holdNext(system, 'dynamodb', 'TransactWriteItems');
    await allMet(system);
  },
  StopFlow: (point) => holdDeletion(point, 'mediaconnect', 'StopFlow'),
  DeleteFlow: (point) => holdDeletion(point, 'mediaconnect', 'DeleteFlow'),
  DeleteSecret: (point) => holdDeletion(point, 'secretsmanager', 'DeleteSecret'),
  'secrets forgotten': (point) => holdDeletion(point, 'dynamodb', 'UpdateItem'),
};

async function holdDeletion(point: string, service: string, operation: string): Promise<void> {
  await holdNext(system, service, operation);
  await client.delete(ids[point] ?? '');
  await allMet(system);
}

/** Kills the system when a source is at each of these points; then lets them rest, so that they meet no later hold. */
async function killAt(...points: string[]): Promise<void> {
  for (const point of points) await ways[point]?.(point);
  await system.restart();
  for (const point of points) {
    await client.settled(ids[point] ?? '', creations.includes(point) ? 'creation-complete' : 'deletion-complete');
  }
}

/** Kills the system when MediaConnect has just begun to delete one flow, to start another, and to stop a third. */
async function killInTransitions(): Promise<void> {
  await client.delete(ids.DELETING ?? '');
  await served(['DeleteFlow']);
  const created = client.create(body);
  await client.delete(ids.STOPPING ?? '');
  ids.STARTING = await created;
  // The flow that is being deleted was stopped first.
  await served(['DeleteFlow', 'StartFlow', 'StopFlow', 'StopFlow']);
  await system.kill('SIGKILL');
}

/** Waits until MediaConnect has accepted these calls, and as many of each, since the system was started. */
async function served(operations: string[]): Promise<void> {
  const count = (all: string[], one: string) => all.filter((each) => each === one).length;
  await until(
    async () => {
      const { calls } = await system.simulator<{ calls: Call[] }>('GET', 'calls');
      return calls.filter(({ status }) => status < 300).map(({ operation }) => operation);
    },
    (seen) => operations.every((operation) => count(seen, operation) >= count(operations, operation)),
    60,
  );
}

/** Expects a source to rest in `status`, with one running flow and its one secret if it was created, and nothing if deleted. */
async function expectEnd(id: string, status: ProvisioningStatus): Promise<void> {
  const source = await client.settled(id, status, 120);
  const flows = (await account.flows()).filter(({ name }) => name.endsWith(id));
  const secrets = (await account.secrets()).filter((name) => name.includes(id));
  if (status === 'deletion-complete') return expect({ flows, secrets }).toEqual({ flows: [], secrets: [] });
  const [flow] = source['provisioned-flows']['ingress-flows'];
  expect(flows).toEqual([{ arn: flow?.arn, name: flow?.name, status: 'ACTIVE' }]);
  expect(secrets).toHaveLength(1);
}

it.each(creations)('completes a creation that was killed at %s', (point) =>
  expectEnd(ids[point] ?? '', 'creation-complete'));

it.each(deletions)('completes a deletion that was killed at %s', (point) =>
  expectEnd(ids[point] ?? '', 'deletion-complete'));

it('starts, at the next sweep, a run that the kill left unstarted', async () => {
  const id = ids.StartExecution ?? '';
  expect((await client.read(id))['provisioning-status']).toBe('creation-pending');
  await account.age(id);
  await until(
    async () => {
      await system.simulator('POST', 'sweep');
      return (await client.read(id))['provisioning-status'];
    },
    (status) => status !== 'creation-pending',
  );
  await expectEnd(id, 'creation-complete');
});

it('removes the secret that a request left behind, at the next sweep an hour later', async () => {
  const arns = async () => {
    const { SecretList = [] } = await new SecretsManagerClient(system.aws()).send(
      new ListSecretsCommand({ MaxResults: 100 }),
    );
    return SecretList.map(({ ARN }) => ARN);
  };
  const fresh = await leaveSecret();
  await system.simulator('POST', 'sweep');
  const left = await arns();
  expect(left).not.toContain(orphan);
  expect(left).toContain(fresh);
  await new SecretsManagerClient(system.aws()).send(
    new DeleteSecretCommand({ SecretId: fresh, ForceDeleteWithoutRecovery: true }),
  );
});

it('adopts the flow of a create that outlasts the patience of its client', async () => {
  await holdNext(system, 'mediaconnect', 'CreateFlow', 6000);
  const id = await client.create(body);
  await allMet(system);
  await expectEnd(id, 'creation-complete');
  ids.unanswered = id;
});

it.each(['CreateFlow', 'flow created'])('has one flow in the end when it was killed at %s', (point) =>
  expectEnd(ids[point] ?? '', 'creation-complete'));

it('makes no second flow when the function of an aborted run goes on', () =>
  expectEnd(outlived.aborted ?? '', 'creation-complete'));

it('leaves nothing when the function of a deleted source goes on', () =>
  expectEnd(outlived.deleted ?? '', 'deletion-complete'));

it('owns as many flows and secrets as it has sources', async () => {
  const created = [...creations, 'StartExecution', 'CreateFlow', 'flow created', 'unanswered'];
  const names = [...created.map((point) => ids[point]), outlived.aborted].map((id) => `hw-${id}`);
  expect((await account.flows()).map(({ name }) => name).sort()).toEqual(names.sort());
  expect(await account.secrets()).toHaveLength(names.length);
});
