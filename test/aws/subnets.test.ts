import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/transport';
import { SignatureV4 } from '@smithy/signature-v4';
import * as subnets from '../../lambdas/aws/subnets';
import { ServiceRefused, Transient } from '../../lambdas/domain/errors';
import { ec2 } from '../../local/aws/ec2';
import type { Principal } from '../../local/aws/gate';
import { roleSession, type TestEndpoint, testEndpoint } from '../support/aws-endpoint';
import { enterFunction } from '../support/function-environment';
import { allActing, useTargetSts } from '../support/target-account';

useTargetSts();
const { subnetZones } = allActing(subnets, { name: 'preFlight' });

let endpoint: TestEndpoint;
let principal: Principal | undefined;

beforeAll(async () => {
  enterFunction();
  endpoint = await testEndpoint([ec2], { principalOf: () => principal });
});
beforeEach(() => {
  process.env.AWS_ENDPOINT_URL = endpoint.url;
  principal = undefined;
  endpoint.faults.clear();
});
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL;
  await endpoint.close();
});

const [a, b] = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'] as const;

describe('the zones of subnets', () => {
  it('are those of the subnets that exist, in one call to the Region asked for', async () => {
    expect([...(await subnetZones('eu-north-1', [a, 'subnet-00000000', b]))]).toEqual([
      [a, 'eu-north-1a'],
      [b, 'eu-north-1b'],
    ]);
    expect(endpoint.calls.since()).toMatchObject([{ service: 'ec2', region: 'eu-north-1', status: 200 }]);
  });

  it.each([
    ['one exists', [b], 1],
    ['none exists', ['subnet-00000000'], 0],
  ])('can be read where %s', async (_, ids, count) => {
    expect((await subnetZones('eu-west-1', ids as string[])).size).toBe(count);
  });

  it('are refused with the words of EC2', async () => {
    principal = roleSession('idle');
    const error = await subnetZones('eu-west-1', [a]).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ServiceRefused);
    expect(error.message).toMatch(/^DescribeSubnets was refused \(UnauthorizedOperation\): .*not authorized/);
  });

  it('are asked for three times, and no more, while EC2 is busy', async () => {
    const busy = { service: 'ec2', operation: 'DescribeSubnets', effect: 'error', status: 503 } as const;
    endpoint.faults.add({ ...busy, error: 'RequestLimitExceeded', times: 2, delayMs: 0 });
    expect((await subnetZones('eu-west-1', [a])).size).toBe(1);
    endpoint.faults.add({ ...busy, error: 'RequestLimitExceeded', times: 4, delayMs: 0 });
    await expect(subnetZones('eu-west-1', [a])).rejects.toBeInstanceOf(Transient);
    await expect(subnetZones('eu-west-1', [a])).resolves.toBeDefined();
  });

  it('are for another time where nobody answers, or the answer is not EC2’s', async () => {
    const server = createServer((_, response) => response.writeHead(502).end('<html>Bad gateway</html>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(subnetZones('eu-west-1', [a])).rejects.toBeInstanceOf(Transient);
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    await expect(subnetZones('eu-west-1', [a])).rejects.toThrow(/ECONNREFUSED/);
  });
});

it('is signed as it is sent', async () => {
  let seen: { request: IncomingMessage; body: string } | undefined;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    seen = { request, body };
    response.end('<DescribeSubnetsResponse><subnetSet/></DescribeSubnetsResponse>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await subnetZones('eu-west-1', [a]);
  await new Promise((resolve) => server.close(resolve).closeAllConnections());
  if (!seen) throw new Error('nothing was sent');

  const { authorization = '', ...headers } = seen.request.headers as Record<string, string>;
  const signed = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  expect(signed).toEqual(expect.arrayContaining(['content-length', 'content-type', 'host', 'x-amz-date']));
  // Those of the session, never the function's own.
  const [, accessKeyId = ''] = /Credential=([^/]+)\//.exec(authorization) ?? [];
  expect(accessKeyId).not.toBe(process.env.AWS_ACCESS_KEY_ID);
  const sessionToken = headers['x-amz-security-token'];
  const credentials = { accessKeyId, secretAccessKey: 'not-verified-locally', sessionToken };
  const signer = new SignatureV4({ credentials, region: 'eu-west-1', service: 'ec2', sha256: Sha256 });
  const date = headers['x-amz-date']?.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5') ?? '';
  const again = await signer.sign(
    new HttpRequest({
      method: seen.request.method,
      path: seen.request.url,
      headers: Object.fromEntries(signed.map((name) => [name, headers[name] ?? ''])),
      body: seen.body,
    }),
    { signingDate: new Date(date) },
  );
  expect(again.headers.authorization).toBe(authorization);
  expect(seen.body).toContain('Filter.1.Name=subnet-id');
});
