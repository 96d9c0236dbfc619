import {
  CreateFlowCommand,
  DescribeFlowCommand,
  ListFlowsCommand,
  MediaConnectClient,
  StartFlowCommand,
} from '@aws-sdk/client-mediaconnect';
import type { PolicyStatement } from '../../local/aws/policy';
import { MediaConnect } from '../../local/mediaconnect/simulator';
import { mediaConnect } from '../../local/mediaconnect-service';
import { home, inTemporaryFolder, roleSession, type TestEndpoint, testEndpoint } from '../support/aws-endpoint';

const role = 'arn:aws:iam::111122223333:role/mediaconnect-secrets';
const allow = (Action: string | string[], more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action: [Action].flat().map((each) => (each.includes(':') ? each : `mediaconnect:${each}`)),
  Resource: '*',
  ...more,
});
const passing = (service: string) =>
  allow('iam:PassRole', { Resource: role, Condition: { StringEquals: { 'iam:PassedToService': service } } });
const principals = {
  CREATOR: roleSession('creator', allow(['CreateFlow', 'AddFlowSources']), passing('mediaconnect.amazonaws.com')),
  NOPASS: roleSession('nopass', allow(['CreateFlow', 'AddFlowSources']), passing('lambda.amazonaws.com')),
  HALF: roleSession('half', allow('CreateFlow'), passing('mediaconnect.amazonaws.com')),
  READER: roleSession('reader', allow(['DescribeFlow', 'ListFlows'])),
};

async function withMediaConnect(work: (endpoint: TestEndpoint) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (directory) => {
    const options = { directory, speed: 1000, readSecret: () => 'passphrase', publish: () => {}, isStuck: () => false };
    const simulator = new MediaConnect(options);
    const endpoint = await testEndpoint([mediaConnect(simulator)], { principals });
    await work(endpoint).finally(() => endpoint.close());
    simulator.stop();
  });
}

const create = new CreateFlowCommand({
  Name: 'news',
  Source: {
    Name: 'studio',
    Protocol: 'srt-listener',
    IngestPort: 5000,
    WhitelistCidr: '192.0.2.0/24',
    Decryption: {
      KeyType: 'srt-password',
      RoleArn: role,
      SecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-abcdef',
    },
  },
});

it('serves the SDK, per account and Region', () =>
  withMediaConnect(async ({ client }) => {
    const { Flow } = await new MediaConnectClient(client()).send(create);
    const list = new ListFlowsCommand({});
    expect((await new MediaConnectClient(client()).send(list)).Flows).toMatchObject([
      { FlowArn: Flow?.FlowArn, Name: 'news' },
    ]);
    expect((await new MediaConnectClient(client({ region: 'us-east-1' })).send(list)).Flows).toEqual([]);
  }));

it('lets a role create a flow when all that this takes is granted', () =>
  withMediaConnect(async ({ client }) => {
    expect((await new MediaConnectClient(client({ accessKeyId: 'CREATOR' })).send(create)).Flow?.Name).toBe('news');
  }));

it.each([
  ['the action', 'READER', 'mediaconnect:CreateFlow'],
  ['a dependent action', 'HALF', 'mediaconnect:AddFlowSources'],
  ['passing the role to this service', 'NOPASS', `iam:PassRole on resource: ${role}`],
])('refuses a role that lacks %s, as the service words it', (_, accessKeyId, lacking) =>
  withMediaConnect(async ({ client, calls }) => {
    await expect(new MediaConnectClient(client({ accessKeyId })).send(create)).rejects.toMatchObject({
      name: 'ForbiddenException',
      message: expect.stringContaining(lacking),
      $metadata: { httpStatusCode: 403 },
    });
    expect(calls.since()).toMatchObject([{ service: 'mediaconnect', operation: 'CreateFlow', status: 403, ...home }]);
  }));

it('lets a role that reads do no more', () =>
  withMediaConnect(async ({ client }) => {
    const { Flow } = await new MediaConnectClient(client()).send(create);
    const reader = new MediaConnectClient(client({ accessKeyId: 'READER' }));
    const flow = { FlowArn: Flow?.FlowArn ?? '' };
    expect((await reader.send(new DescribeFlowCommand(flow))).Flow?.Status).toBe('STANDBY');
    await expect(reader.send(new StartFlowCommand(flow))).rejects.toThrow(
      `mediaconnect:StartFlow on resource: ${Flow?.FlowArn}`,
    );
  }));
