import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import type { Removal } from '../../lambdas/domain/removal';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { secretIds, sourceId } from '../support/configured-source';
import { runTask, useWorkbench } from '../support/run-task';
import { completeRecord, creations, newRecord, provisioned, secret } from '../support/source-record';

const bench = useWorkbench();
const secrets = mockClient(SecretsManagerClient);
let handler: unknown;

beforeAll(async () => {
  ({ handler } = await import('../../lambdas/provisioning/delete-secrets'));
});
beforeEach(() => secrets.reset());

const second = { ...secret, arn: 'arn:second', region: 'eu-west-2' };
const record = completeRecord({ 'provisioning-status': 'deletion-in-progress', secrets: [secret, second] });

describe('removing the secrets of a source', () => {
  it('removes each in its Region, and then forgets them and the flows', async () => {
    secrets.on(DeleteSecretCommand).resolves({});
    await bench.table.put(record);
    expect(await runTask(handler, { removal: 'deprovision' })).toEqual({});
    const calls = secrets.commandCalls(DeleteSecretCommand);
    expect(calls.map(({ args }) => args[0].input.SecretId)).toEqual([secret.arn, second.arn]);
    const regions = await Promise.all(
      calls.map(({ thisValue }) => (thisValue as SecretsManagerClient).config.region()),
    );
    expect(regions).toEqual(['eu-west-1', 'eu-west-2']);
    expect(await bench.table.record(sourceId)).toEqual({ ...record, secrets: [], flows: [], 'flow-creations': [] });
  });

  it('forgets none when one cannot be removed, so that it is done again', async () => {
    secrets
      .on(DeleteSecretCommand)
      .resolvesOnce({})
      .rejects(Object.assign(new Error('no'), { name: 'ThrottlingException' }));
    await bench.table.put(record);
    await expect(runTask(handler, { removal: 'deprovision' })).rejects.toMatchObject({ name: 'Transient' });
    expect(await bench.table.record(sourceId)).toEqual(record);
  });

  it('removes none once another run owns the source', async () => {
    await bench.table.put({ ...record, run: 2 });
    await expect(runTask(handler, { removal: 'deprovision' })).rejects.toMatchObject({ name: 'RunSuperseded' });
    expect(secrets.calls()).toEqual([]);
  });

  const old = { ...secret, 'secret-id': secretIds[1], arn: 'arn:old' };
  const next = { ...provisioned, arn: 'arn:next' };
  const requested = newRecord().requested;
  const asked = JSON.parse(JSON.stringify(requested).replaceAll(secretIds[0], secretIds[1])) as typeof requested;

  it.each<[string, Removal, Partial<SourceRecord>, string[]]>([
    ['the one that was replaced, once the new flow is in force', 'surplus', {}, [old.arn]],
    [
      'the new one, after an update that failed',
      'roll-back',
      { requested: asked, 'in-force': requested, 'next-flows': [next], 'flow-creations': creations(2) },
      [old.arn],
    ],
    [
      'all, after a creation that failed',
      'roll-back',
      { 'provisioning-status': 'creation-failed' },
      [secret.arn, old.arn],
    ],
  ])('removes %s', async (_, removal, members, expected) => {
    secrets.on(DeleteSecretCommand).resolves({});
    const before = completeRecord({
      'provisioning-status': 'update-in-progress',
      secrets: [secret, old],
      'surplus-flows': [next],
      ...members,
    });
    await bench.table.put(before);
    await runTask(handler, { removal });
    expect(secrets.commandCalls(DeleteSecretCommand).map(({ args }) => args[0].input.SecretId)).toEqual(expected);
    const isKept = expected.length === 1;
    expect(await bench.table.record(sourceId)).toEqual({
      ...before,
      secrets: isKept ? [secret] : [],
      flows: isKept ? before.flows : [],
      'flow-creations': creations(isKept ? 1 : 0),
      'next-flows': [],
      'surplus-flows': [],
    });
  });
});
