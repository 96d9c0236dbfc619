import { DescribeFlowCommand, MediaConnectClient } from '@aws-sdk/client-mediaconnect';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type AwsService, ServiceError } from '../../../local/aws/endpoint';
import { secretsManager } from '../../../local/aws/secrets-manager';
import { sts } from '../../../local/aws/sts';
import {
  callJson,
  home,
  inTemporaryFolder,
  policy,
  roleSession,
  signature,
  type TestEndpoint,
  testEndpoint,
} from '../../support/aws-endpoint';

const reader = roleSession('reader', { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' });
const denied = roleSession(
  'denied',
  { Effect: 'Allow', Action: '*', Resource: '*' },
  { Effect: 'Deny', Action: '*', Resource: '*' },
);
const limited = { ...reader, sessionPolicy: policy({ Effect: 'Allow', Action: 'sts:*', Resource: '*' }) };

/** A REST-JSON service with a bug in it. */
const broken: AwsService = {
  name: 'mediaconnect',
  operationOf: () => 'DescribeFlow',
  actionsOf: () => [],
  handle: async () => {
    throw new Error('a bug');
  },
  error: (code, status, message) => ({
    status,
    headers: { 'x-amzn-errortype': code },
    body: JSON.stringify({ message }),
  }),
};

async function withEndpoint(work: (endpoint: TestEndpoint) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const services = [secretsManager({ file: `${folder}/secrets.json` }), sts({ roleOf: () => undefined }), broken];
    const endpoint = await testEndpoint(services, { principals: { READER: reader, DENIED: denied, LIMITED: limited } });
    await work(endpoint).finally(() => endpoint.close());
  });
}

const createOne = new CreateSecretCommand({ Name: 'one', SecretString: 'hush-hush' });

describe('who may call', () => {
  it('takes an unknown access key for an administrator from outside', () =>
    withEndpoint(async ({ client }) => {
      const { Account, Arn } = await new STSClient(client()).send(new GetCallerIdentityCommand({}));
      expect([Account, Arn]).toEqual([home.account, `arn:aws:iam::${home.account}:user/outsider`]);
    }));

  it('refuses what no policy of the role allows, in the words of the service', () =>
    withEndpoint(async ({ client }) => {
      const secrets = new SecretsManagerClient(client({ accessKeyId: 'READER' }));
      await expect(secrets.send(createOne)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: `User: ${reader.arn} is not authorized to perform: secretsmanager:CreateSecret on resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:one-?????? because no identity-based policy allows the secretsmanager:CreateSecret action`,
      });
    }));

  it('says when it was an explicit deny', () =>
    withEndpoint(async ({ client }) => {
      const secrets = new SecretsManagerClient(client({ accessKeyId: 'DENIED' }));
      await expect(secrets.send(new ListSecretsCommand({}))).rejects.toThrow(
        'with an explicit deny in an identity-based policy',
      );
    }));

  it('lets a session do only what its session policy allows as well', () =>
    withEndpoint(async ({ client }) => {
      const secrets = new SecretsManagerClient(client({ accessKeyId: 'LIMITED' }));
      const get = new GetSecretValueCommand({ SecretId: 'one' });
      await expect(secrets.send(get)).rejects.toThrow(
        'because no session policy allows the secretsmanager:GetSecretValue action',
      );
    }));

  it('lets a role do what its policy allows', () =>
    withEndpoint(async ({ client }) => {
      await new SecretsManagerClient(client()).send(createOne);
      const secrets = new SecretsManagerClient(client({ accessKeyId: 'READER' }));
      const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'one' }));
      expect(SecretString).toBe('hush-hush');
    }));
});

describe('requests it cannot serve', () => {
  it.each([
    ['without a signature', {}, 403, 'MissingAuthenticationTokenException'],
    ['of a service that is not here', { authorization: signature('s3') }, 400, 'UnknownOperationException'],
    [
      'with an operation of another service',
      { 'x-amz-target': 'AWSEvents.PutEvents' },
      400,
      'UnknownOperationException',
    ],
    [
      'with an operation that is no name',
      { 'x-amz-target': 'secretsmanager.__proto__' },
      400,
      'UnknownOperationException',
    ],
    [
      'with an operation that does not exist',
      { 'x-amz-target': 'secretsmanager.RotateSecret' },
      400,
      'UnknownOperationException',
    ],
  ])('refuses one %s', (_, headers, status, code) =>
    withEndpoint(async ({ url }) => {
      const authorization = signature('secretsmanager');
      const sent: Record<string, string> = Object.keys(headers).length === 0 ? {} : { authorization, ...headers };
      const response = await fetch(url, { method: 'POST', headers: sent, body: '{}' });
      expect([response.status, ((await response.json()) as { __type: string }).__type]).toEqual([status, code]);
    }));

  it.each(['{', '[]', 'null', '"text"'])('refuses the body %s', (body) =>
    withEndpoint(async ({ url }) => {
      const answer = await callJson(url, { service: 'secretsmanager', target: 'secretsmanager.ListSecrets' }, body);
      expect(answer).toMatchObject({ status: 400, body: { __type: 'SerializationException' } });
    }));

  it('refuses a body of more than 16 MiB', () =>
    withEndpoint(async ({ url }) => {
      const headers = { authorization: signature('secretsmanager'), 'x-amz-target': 'secretsmanager.ListSecrets' };
      const response = await fetch(url, { method: 'POST', headers, body: 'x'.repeat(16 * 1024 * 1024 + 1) });
      expect(response.status).toBe(413);
    }));

  it('answers a fault of its own with 500 and goes on', () =>
    withEndpoint(async ({ client }) => {
      const logged = jest.spyOn(console, 'error').mockImplementation(() => {});
      const command = new DescribeFlowCommand({ FlowArn: 'a' });
      await expect(new MediaConnectClient(client()).send(command)).rejects.toMatchObject({
        $metadata: { httpStatusCode: 500 },
      });
      expect(logged).toHaveBeenCalledWith(expect.stringContaining('DescribeFlow'), new Error('a bug'));
      await new STSClient(client()).send(new GetCallerIdentityCommand({}));
    }));
});

describe('faults', () => {
  const fault = { service: 'secretsmanager', operation: 'CreateSecret' };

  it('answers an error the asked number of times, without the effect', () =>
    withEndpoint(async ({ client, control }) => {
      const secrets = new SecretsManagerClient(client());
      const asked = { ...fault, effect: 'error', error: 'InternalServiceError', status: 503, times: 2 };
      expect((await control('POST', '/_simulator/faults', asked)).status).toBe(201);
      for (const _ of [1, 2])
        await expect(secrets.send(createOne)).rejects.toMatchObject({
          name: 'InternalServiceError',
          $metadata: { httpStatusCode: 503 },
        });
      expect((await secrets.send(new ListSecretsCommand({}))).SecretList).toEqual([]);
      await secrets.send(createOne);
    }));

  it('cuts the connection of a lost reply after the effect has happened', () =>
    withEndpoint(async ({ client, control }) => {
      const secrets = new SecretsManagerClient(client());
      await control('POST', '/_simulator/faults', { ...fault, effect: 'lost-reply' });
      await expect(secrets.send(createOne)).rejects.toThrow(/socket hang up|ECONNRESET/);
      expect((await secrets.send(new ListSecretsCommand({}))).SecretList).toMatchObject([{ Name: 'one' }]);
    }));

  it('is harmless to a client that tries again with the same token', () =>
    withEndpoint(async ({ client, control }) => {
      await control('POST', '/_simulator/faults', { ...fault, effect: 'lost-reply' });
      const { Name } = await new SecretsManagerClient(client({ maxAttempts: 2 })).send(createOne);
      expect(Name).toBe('one');
    }));

  it('holds a call back before its effect', () =>
    withEndpoint(async ({ client, control }) => {
      const secrets = new SecretsManagerClient(client());
      await control('POST', '/_simulator/faults', { ...fault, effect: 'delay', delayMs: 300 });
      const asked = Date.now();
      await secrets.send(createOne);
      const [secret] = (await secrets.send(new ListSecretsCommand({}))).SecretList ?? [];
      expect(Number(secret?.CreatedDate) - asked).toBeGreaterThanOrEqual(299);
    }));

  it('lasts until it is taken back when it is asked for always', () =>
    withEndpoint(async ({ client, control }) => {
      const secrets = new SecretsManagerClient(client());
      await control('POST', '/_simulator/faults', { service: 'secretsmanager', effect: 'error', times: 'always' });
      for (const _ of [1, 2, 3])
        await expect(secrets.send(new ListSecretsCommand({}))).rejects.toThrow('A fault was asked for');
      expect((await control('GET', '/_simulator/faults')).body).toMatchObject({
        faults: [{ operation: '*', times: 'always' }],
      });
      await control('DELETE', '/_simulator/faults');
      await secrets.send(new ListSecretsCommand({}));
    }));

  it('comes after as many calls as it is told to let pass', () =>
    withEndpoint(async ({ client, control }) => {
      const secrets = new SecretsManagerClient(client());
      const list = () =>
        secrets.send(new ListSecretsCommand({})).then(
          () => 'passed',
          () => 'failed',
        );
      await control('POST', '/_simulator/faults', { service: 'secretsmanager', effect: 'error', after: 2 });
      const ends = [await list(), await list(), await list(), await list()];
      expect(ends).toEqual(['passed', 'passed', 'failed', 'passed']);
    }));

  it('is stuck for the transition of that operation only, and once', () =>
    withEndpoint(async ({ faults }) => {
      faults.add({ service: 'mediaconnect', operation: 'StartFlow', effect: 'stuck' });
      expect(
        ['StopFlow', 'StartFlow', 'StartFlow'].map((operation) => faults.isStuck('mediaconnect', operation)),
      ).toEqual([false, true, false]);
    }));

  it('leaves network interfaces by that operation only, and as often as asked', () =>
    withEndpoint(async ({ faults }) => {
      const operation = 'RemoveFlowVpcInterface';
      faults.add({ service: 'mediaconnect', operation, effect: 'leftover' });
      expect(faults.take('mediaconnect', operation)).toEqual({});
      expect(['StopFlow', operation, operation].map((each) => faults.leavesInterface(each))).toEqual([
        false,
        true,
        false,
      ]);
    }));

  it.each([
    [{ effect: 'error' }, 'service is missing'],
    [
      { service: 'sts', effect: 'explode' },
      'effect explode is not known; use error, lost-reply, delay, stuck, leftover',
    ],
    [{ service: 'sts', effect: 'error', times: 0 }, 'times 0'],
    [{ service: 'sts', effect: 'error', status: 200 }, 'status 200'],
    [{ service: 'sts', effect: 'delay', delayMs: -1 }, 'delayMs -1'],
    [{ service: 'sts', effect: 'error', after: -1 }, 'after -1 is not a number of calls'],
    [{ service: 'sts', effect: 'error', operatoin: 'AssumeRole' }, 'operatoin is not known'],
  ])('refuses %j', (asked, message) =>
    withEndpoint(async ({ control }) => {
      const { status, body } = await control('POST', '/_simulator/faults', asked);
      expect([status, body.message]).toEqual([400, expect.stringContaining(message)]);
    }));
});

describe('the call log', () => {
  it('tells who did what, and nothing of bodies', () =>
    withEndpoint(async ({ client, control }) => {
      const { $metadata } = await new SecretsManagerClient(client()).send(createOne);
      await expect(new SecretsManagerClient(client({ accessKeyId: 'READER' })).send(createOne)).rejects.toThrow();
      const { body } = await control('GET', '/_simulator/calls');
      const call = { service: 'secretsmanager', operation: 'CreateSecret', ...home };
      expect(body.calls).toEqual([
        {
          ...call,
          principal: `arn:aws:iam::${home.account}:user/outsider`,
          status: 200,
          requestId: $metadata.requestId,
          time: expect.any(String),
        },
        { ...call, principal: reader.arn, status: 400, requestId: expect.any(String), time: expect.any(String) },
      ]);
      expect(JSON.stringify(body)).not.toContain('hush');
    }));

  it('answers the calls since a moment, and refuses what is no moment', () =>
    withEndpoint(async ({ calls, control }) => {
      const call = { service: 'sts', operation: 'AssumeRole', ...home, principal: 'p', status: 200, requestId: 'r' };
      for (const second of [1, 2, 3]) calls.add({ ...call, time: `2026-01-01T00:00:0${second}.000Z` });
      const { body } = await control('GET', '/_simulator/calls?since=2026-01-01T01:00:02%2B01:00');
      expect(body.calls).toMatchObject([{ time: '2026-01-01T00:00:02.000Z' }, { time: '2026-01-01T00:00:03.000Z' }]);
      expect((await control('GET', '/_simulator/calls?since=yesterday')).status).toBe(400);
    }));
});

describe('the control endpoints', () => {
  it('are not for web pages', () =>
    withEndpoint(async ({ url }) => {
      const response = await fetch(`${url}/_simulator/reset`, {
        method: 'POST',
        headers: { origin: 'https://example.com' },
      });
      expect(response.status).toBe(403);
    }));

  it('name the paths there are when asked for another', () =>
    withEndpoint(async ({ control }) => {
      const { status, body } = await control('GET', '/_simulator/flows');
      expect([status, body.message]).toEqual([404, expect.stringContaining('POST /_simulator/sweep')]);
    }));

  it('pass a signal on and answer what it gave', async () => {
    const signal = jest.fn(() => ({ status: 202, body: { taken: true } }));
    const endpoint = await testEndpoint([], { control: { signal } });
    expect(await endpoint.control('POST', '/_simulator/signals', { flowArn: 'a' })).toEqual({
      status: 202,
      body: { taken: true },
    });
    expect(signal).toHaveBeenCalledWith({ flowArn: 'a' });
    expect((await endpoint.control('POST', '/_simulator/signals', [])).status).toBe(400);
    await endpoint.close();
  });

  it('answer what a callback refuses', async () => {
    const sweep = async () => {
      throw new ServiceError('ConflictException', 'not now', 409);
    };
    const endpoint = await testEndpoint([], { control: { sweep } });
    expect(await endpoint.control('POST', '/_simulator/sweep')).toEqual({ status: 409, body: { message: 'not now' } });
    await endpoint.close();
  });

  it('reset what is behind them, the faults and the calls', async () => {
    const reset = jest.fn(async () => {});
    const { control, faults, close } = await testEndpoint([], { control: { reset } });
    faults.add({ service: 'sts', effect: 'error' });
    await control('POST', '/_simulator/reset');
    expect([reset.mock.calls.length, faults.waiting()]).toEqual([1, []]);
    await close();
  });
});

it('rejects when its port is taken', () =>
  withEndpoint(async (endpoint) => {
    const { startEndpoint } = await import('../../../local/aws/endpoint');
    const options = { services: [], outsiderAccount: home.account, principalOf: () => undefined, control: {} as never };
    const { calls, faults, port } = endpoint;
    await expect(startEndpoint({ ...options, port, calls, faults })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  }));
