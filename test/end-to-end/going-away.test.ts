import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { DeleteItemCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DeleteFlowCommand } from '@aws-sdk/client-mediaconnect';
import type { Call } from '../../local/aws/calls';
import { demo } from '../../local/demo';
import { sourceRequest } from '../support/sources';
import { until } from '../support/system';
import { askResource, invoke } from './functions';
import { useSystem } from './scene';

jest.setTimeout(180_000);

/** What a target account has of a source. */
const services = ['mediaconnect', 'secretsmanager', 'monitoring', 'medialive'];

const { system, client, account } = useSystem();

/** Runs `npm run drain` as an operator of the demo's account; answers what it printed and its exit code. */
function drain(...args: string[]): Promise<{ output: string; code: number }> {
  const place = ['--url', system.apiUrl, '--organisation', demo.organisation, '--target-account', demo.targetAccount];
  const command = ['--require', 'tsx/cjs', 'commands/drain.ts', ...place, ...args];
  const env = { ...process.env, HEADWORKS_TOKEN: system.token() };
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: resolve(__dirname, '../..'), env }, (error, stdout) =>
      done({ output: stdout, code: Number(error?.code ?? 0) }),
    );
  });
}

/** Asks the guard of the stack as CloudFormation does before it deletes anything; answers what it was told. */
const askGuard = () =>
  askResource(system, 'guardDeletion', { RequestType: 'Delete', ResourceProperties: { LeaveFlows: 'false' } });

it('drains the account, before which the stack cannot be deleted, and leaves nothing behind', async () => {
  const shown = await client.createRunning(sourceRequest('srt-listener'));
  const hidden = await client.createRunning({ ...sourceRequest('rtp'), hidden: true });

  const seen = await drain();
  expect(seen.code).toBe(1);
  for (const { id } of [shown, hidden]) expect(seen.output).toContain(`${id}\tcreation-complete`);
  expect(await askGuard()).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('npm run drain') });
  expect(await account.flows()).toHaveLength(2);

  expect(await drain('--yes')).toEqual({ output: '', code: 0 });
  expect(await account.leftBehind()).toEqual([]);
  expect(await askGuard()).toMatchObject({ Status: 'SUCCESS' });
});

it('tells in what records and the account differ after a restore, and changes nothing', async () => {
  const body = sourceRequest('srt-listener');
  const shown = { ...body, 'proxy-enabled': true };
  const [lost, kept] = await Promise.all([client.createRunning(shown), client.createRunning(body)]);
  const arnOf = ({ 'provisioned-flows': flows }: typeof lost) => flows['ingress-flows'][0]?.arn ?? '';
  const places = demo.regions.map((region) => ({ 'target-account': demo.targetAccount, region }));
  expect(await invoke(system, 'reconcile', {})).toEqual({ looked: places, failed: [], differences: [] });

  const db = new DynamoDBClient(system.aws());
  const { TableNames: [TableName] = [] } = await db.send(new ListTablesCommand({}));
  await db.send(new DeleteItemCommand({ TableName, Key: { pk: { S: `source#${lost.id}` }, sk: { S: 'record' } } }));
  await account.stop(arnOf(kept));
  await account.change(new DeleteFlowCommand({ FlowArn: arnOf(kept) }));
  const [secret] = await account.secretsOf(lost.id);
  const { calls: before } = await system.simulator('GET', 'calls');
  const place = { region: demo.region, 'target-account': demo.targetAccount };
  const report = await until(
    () => invoke(system, 'reconcile', {}) as Promise<{ differences: { source: string }[] }>,
    ({ differences }) => differences.length === 5,
  );
  expect(report.differences).toEqual(
    expect.arrayContaining([
      { ...place, kind: 'flow', arn: arnOf(lost), source: lost.id, what: 'no-record' },
      { ...place, kind: 'secret', arn: secret, source: lost.id, what: 'no-record' },
      { ...place, kind: 'channel', arn: lost.proxy?.['channel-arn'], source: lost.id, what: 'no-record' },
      { ...place, kind: 'input', arn: expect.any(String), source: lost.id, what: 'no-record' },
      { ...place, kind: 'flow', arn: arnOf(kept), source: kept.id, what: 'not-there' },
    ]),
  );
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', 'calls');
  const made = calls
    .slice(before.length)
    .filter(({ service, principal }) => services.includes(service) && !principal.endsWith('user/outsider'));
  expect(new Set(made.map(({ service }) => service))).toEqual(new Set(services));
  const changing = made.filter(({ operation }) => !/^(List|Describe)/.test(operation));
  expect(changing).toEqual([]);
});
