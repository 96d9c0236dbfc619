import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { Source } from '../../lambdas/domain/shown-source';
import { type ApiAnswer, ask, type EventOptions } from '../support/api-event';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { type SourceTable, startSourceTable } from '../support/source-table';
import { flowRequest, flowSourceRequest, secretValues, sourceRequest } from '../support/sources';
import { accountRecord } from '../support/target-account';

const secrets = mockClient(SecretsManagerClient);
const steps = mockClient(SFNClient);
let table: SourceTable;
let create: (options?: EventOptions) => Promise<ApiAnswer>;

/** What was done outside of the function, in its order. */
let done: string[] = [];

const body = sourceRequest('srt-listener');
const twoSecrets = sourceRequest('srt-listener', {
  'ingress-flows': [
    flowRequest('srt-listener', {
      'failover-config': { mode: 'FAILOVER' },
      'flow-sources': [
        flowSourceRequest('srt-listener', { name: 'a' }),
        flowSourceRequest('srt-listener', { name: 'b', 'ingest-port': 6000 }),
      ],
    }),
  ],
});

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  const { handler } = await import('../../lambdas/api/create-source');
  create = (options) => ask(handler, { method: 'POST', body, ...options });
});
beforeEach(() => {
  done = [];
  secrets.reset();
  steps.reset();
  secrets.on(CreateSecretCommand).callsFake(({ Name }) => {
    done.push('secret');
    return { ARN: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${Name}-AbCdEf` };
  });
  secrets.on(PutResourcePolicyCommand).callsFake(() => void done.push('policy'));
  secrets.on(DeleteSecretCommand).callsFake(() => void done.push('secret removed'));
  steps.on(StartExecutionCommand).callsFake(() => void done.push('run'));
});
afterEach(() => table.clear());
afterAll(() => table.close());

describe('creating a source', () => {
  it.each([
    ['', ''],
    [', also where the path ends in a slash', '/'],
  ])('answers 201 with the whole source, where it is and which revision%s', async (_, end) => {
    const { status, headers, body: source } = await create({ end });
    expect(status).toBe(201);
    expect(Source.parse(source)).toEqual(source);
    expect(source).toMatchObject({
      'provisioning-status': 'creation-pending',
      'provisioned-flows': { 'ingress-flows': [], 'egress-flows': [] },
      metadata: body.metadata,
    });
    const { ORGANISATION_ID, TARGET_ACCOUNT_ID } = functionEnvironment;
    const path = `/v1/organisations/${ORGANISATION_ID}/target-accounts/${TARGET_ACCOUNT_ID}/sources/${source.id}`;
    expect(headers).toMatchObject({ Location: path, ETag: '"1"', 'Cache-Control': 'no-store' });
  });

  it('writes record and event in one request to the table, and owes the run that it starts', async () => {
    table.operations();
    const { body: source } = await create();
    expect(table.operations()).toEqual(['GetItem', 'TransactWriteItems']);
    expect(await table.record(source.id)).toMatchObject({
      'organisation-id': functionEnvironment.ORGANISATION_ID,
      'target-account-id': functionEnvironment.TARGET_ACCOUNT_ID,
      'provisioning-status': 'creation-pending',
      'run-mode': 'converge',
      running: true,
      run: 1,
    });
    expect(await table.items('event#')).toMatchObject([{ kind: 'creation-requested', by: 'someone' }]);
    expect(steps.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: functionEnvironment.PROVISION_SOURCE_ARN,
      name: `${source.id}-1`,
      input: JSON.stringify({ version: 1, sourceId: source.id, run: 1 }),
    });
  });

  it('warns in the event of a flow source that a large part of the internet may send to', async () => {
    const wide = flowSourceRequest('srt-listener', { 'whitelist-cidr': '16.0.0.0/4' });
    await create({
      body: sourceRequest('srt-listener', {
        'ingress-flows': [flowRequest('srt-listener', { 'flow-sources': [wide] })],
      }),
    });
    expect(await table.items('event#')).toMatchObject([{ detail: expect.stringContaining('16.0.0.0/4') }]);
  });

  it('has nothing to warn of where the door is narrow', async () => {
    await create();
    expect((await table.items('event#'))[0]).not.toHaveProperty('detail');
  });

  it('keeps the secret in the secret store and nowhere else', async () => {
    const { text, body: source } = await create();
    const [call] = secrets.commandCalls(CreateSecretCommand);
    const { Name, SecretString, Tags } = call?.args[0].input ?? {};
    const settings = source['ingress-flows'][0]['flow-sources'][0]['decryption-settings'];
    expect(settings).toEqual({
      'encryption-type': 'SRT_PASSWORD',
      'secret-id': expect.any(String),
      passphrase: '********',
    });
    expect(SecretString).toBe(secretValues.srt);
    expect(Name).toBe(`headworks/Headworks/${source.id}/${settings['secret-id']}`);
    expect(Tags).toContainEqual({ Key: 'headworks:source', Value: source.id });
    const elsewhere = [
      text,
      JSON.stringify(await table.items()),
      JSON.stringify(steps.calls().map(({ args }) => args)),
    ];
    for (const place of elsewhere) expect(place).not.toContain(secretValues.srt);
    expect((await table.record(source.id)).secrets).toEqual([
      { 'secret-id': settings['secret-id'], arn: expect.stringContaining(String(Name)), region: 'eu-west-1' },
    ]);
  });

  it('lets nobody read the secret but us and MediaConnect, in the roles of the target account', async () => {
    await create({ body: twoSecrets });
    expect(done).toEqual(['secret', 'policy', 'secret', 'policy', 'run']);
    const account = accountRecord();
    for (const { args } of secrets.commandCalls(PutResourcePolicyCommand)) {
      const [reading, changing] = JSON.parse(String(args[0].input.ResourcePolicy)).Statement;
      expect(reading).toEqual({
        Effect: 'Deny',
        Principal: '*',
        Action: ['secretsmanager:GetSecretValue'],
        Resource: '*',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': [account['role-arn'], account['mediaconnect-role-arn']] } },
      });
      expect(changing).toMatchObject({ Effect: 'Deny', Principal: '*' });
      expect(changing).not.toHaveProperty('Condition');
    }
  });

  it('removes a secret again that cannot be given its policy', async () => {
    const refusal = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } };
    secrets.on(PutResourcePolicyCommand).rejects(Object.assign(new Error('no'), refusal));
    expect(await create()).toMatchObject({ status: 502, body: { type: 'urn:problem:target-account-unreachable' } });
    expect(done).toEqual(['secret', 'secret removed']);
    expect(await table.items('record')).toEqual([]);
  });

  it('writes secrets after every check, the record after the secrets, and starts the run last', async () => {
    const send = writes(async () => {
      done.push('record');
    });
    try {
      await create({ body: twoSecrets });
      expect(done).toEqual(['secret', 'policy', 'secret', 'policy', 'record', 'run']);
    } finally {
      send.mockRestore();
    }
  });

  it('gives each source an id of its own', async () => {
    const ids = [(await create()).body.id, (await create()).body.id];
    expect(new Set(ids).size).toBe(2);
  });
});

describe('a source that is refused', () => {
  it.each([
    [400, 'a wrong member', { body: { ...body, 'proxy-tier': 9, strange: 1 } }, 'request-invalid'],
    [400, 'half a body', { body: '{' }, 'request-invalid'],
    [400, 'a query', { query: { force: 'true' } }, 'request-invalid'],
    [403, 'a role that only reads', { role: 'viewer' }, 'forbidden'],
    [403, 'no role', { role: {} }, 'forbidden'],
    [404, 'another account', { account: '00000000-0000-4000-8000-0000000000a2' }, 'target-account-not-found'],
    [413, 'a body of over 64 KiB', { body: ' '.repeat(65_537) }, 'body-too-large'],
    [415, 'a body of another type', { headers: { 'Content-Type': 'text/plain' } }, 'unsupported-media-type'],
  ] as [
    number,
    string,
    EventOptions,
    string,
  ][])('with %d leaves nothing behind: %s', async (status, _, options, code) => {
    const answer = await create(options);
    expect(answer).toMatchObject({ status, body: { type: `urn:problem:${code}` } });
    expect(done).toEqual([]);
    expect(await table.items()).toEqual([]);
  });

  it('is told every fault, and no secret that it sent', async () => {
    const faulty = structuredClone(body) as typeof body & { strange?: number };
    faulty.strange = 1;
    Object.assign(faulty['ingress-flows'][0]?.['flow-sources'][0] ?? {}, { 'ingest-port': 2088, name: '' });
    const { text, body: problem } = await create({ body: faulty });
    expect(problem.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/ingress-flows/0/flow-sources/0/ingest-port',
      '/ingress-flows/0/flow-sources/0/name',
      '/strange',
    ]);
    expect(text).not.toContain(secretValues.srt);
  });

  it('removes its first secret when the second cannot be written', async () => {
    const ARN = 'arn:first';
    secrets
      .on(CreateSecretCommand)
      .resolvesOnce({ ARN })
      .rejectsOnce(Object.assign(new Error('not allowed'), { name: 'AccessDeniedException' }));
    const answer = await create({ body: twoSecrets });
    expect(answer).toMatchObject({ status: 502, body: { type: 'urn:problem:target-account-unreachable' } });
    expect(answer.body.detail).toContain('CreateSecret was refused (AccessDeniedException)');
    const removed = secrets.commandCalls(DeleteSecretCommand).map(({ args }) => args[0].input.SecretId);
    expect(removed).toEqual([ARN]);
    expect(await table.items()).toEqual([]);
    expect(steps.calls()).toEqual([]);
  });

  it('removes its secrets when the record cannot be written', async () => {
    const refusal = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } };
    const failure = Object.assign(new Error('not allowed'), refusal);
    const send = writes(async () => {
      throw failure;
    });
    try {
      const answer = await create({ body: twoSecrets });
      expect(answer).toMatchObject({ status: 500, body: { type: 'urn:problem:internal' } });
      expect(done).toEqual(['secret', 'policy', 'secret', 'policy', 'secret removed', 'secret removed']);
    } finally {
      send.mockRestore();
    }
  });
});

it('is created although its run cannot be started: the record owes it', async () => {
  steps.on(StartExecutionCommand).rejects(Object.assign(new Error('no'), { name: 'ThrottlingException' }));
  const { status, body: source } = await create();
  expect(status).toBe(201);
  expect((await table.items('record'))[0]).toMatchObject({
    id: source.id,
    unsettled: expect.stringMatching(/^unsettled#/),
  });
  expect(done).toEqual(['secret', 'policy']);
});

/** Has every transaction done so instead; reads are as they are. */
function writes(instead: () => Promise<void>) {
  const { send } = DynamoDBClient.prototype;
  return jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
    this: DynamoDBClient,
    ...args: unknown[]
  ) {
    return args[0] instanceof TransactWriteItemsCommand ? instead() : Reflect.apply(send, this, args);
  } as never);
}
