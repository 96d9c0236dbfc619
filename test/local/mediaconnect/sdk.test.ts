import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-mediaconnect';
import { MediaConnect } from '../../../local/mediaconnect/simulator';
import { home } from './bench';
import { srtKeys, transportSources } from './flows';

// Fast enough that the SDK's own waiter sees a flow become active without waiting.
const speed = 10_000;
let simulator: MediaConnect;
let server: Server;
let client: sdk.MediaConnectClient;

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'mediaconnect-'));
  const readSecret = () => 'a long passphrase';
  simulator = new MediaConnect({ directory, speed, readSecret, publish: () => undefined, isStuck: () => false });
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const body = Buffer.concat(chunks).toString();
    const call = { method: request.method ?? '', path, query: new URLSearchParams(query), body, ...home };
    const answer = await simulator.handle(call);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  client = new sdk.MediaConnectClient({ endpoint, region: home.region, credentials, maxAttempts: 1 });
});

afterAll(async () => {
  client.destroy();
  simulator.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('the AWS SDK for JavaScript', () => {
  it('takes a flow through its life', async () => {
    const { Flow } = await client.send(
      new sdk.CreateFlowCommand({
        Name: 'studio',
        Source: {
          Name: 'in',
          Protocol: 'srt-listener',
          IngestPort: 5000,
          WhitelistCidr: '192.0.2.0/24',
          Decryption: { KeyType: 'srt-password', RoleArn: srtKeys.roleArn, SecretArn: srtKeys.secretArn },
        },
      }),
    );
    const FlowArn = Flow?.FlowArn ?? '';
    expect(Flow).toMatchObject({
      Status: 'STANDBY',
      Source: { IngestPort: 5000, Transport: { Protocol: 'srt-listener' } },
    });
    await client.send(new sdk.TagResourceCommand({ ResourceArn: FlowArn, Tags: { a: '1', b: '2' } }));
    await client.send(new sdk.UntagResourceCommand({ ResourceArn: FlowArn, TagKeys: ['a'] }));
    expect((await client.send(new sdk.ListTagsForResourceCommand({ ResourceArn: FlowArn }))).Tags).toEqual({ b: '2' });
    await client.send(new sdk.StartFlowCommand({ FlowArn }));
    simulator.signal({ flowArn: FlowArn, connected: true });
    await sdk.waitUntilFlowActive({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { FlowArn });
    const metadata = await client.send(new sdk.DescribeFlowSourceMetadataCommand({ FlowArn }));
    expect(metadata.Timestamp).toBeInstanceOf(Date);
    expect(metadata.TransportMediaInfo?.Programs).toHaveLength(1);
    const SourceArn = Flow?.Source?.SourceArn;
    const updated = await client.send(new sdk.UpdateFlowSourceCommand({ FlowArn, SourceArn, MinLatency: 300 }));
    expect(updated.Source?.Transport?.MinLatency).toBe(300);
  });

  it('pages through lists', async () => {
    for (let number = 0; number < 3; number += 1)
      await client.send(
        new sdk.CreateFlowCommand({
          Name: `page-${number}`,
          Source: { Protocol: 'rtp', WhitelistCidr: '192.0.2.0/24' },
        }),
      );
    const names: (string | undefined)[] = [];
    for await (const page of sdk.paginateListFlows({ client, pageSize: 2 }, {}))
      names.push(...(page.Flows ?? []).map((each) => each.Name));
    expect(names.filter((each) => each?.startsWith('page-'))).toEqual(['page-0', 'page-1', 'page-2']);
  });

  it('gets its own error classes', async () => {
    const FlowArn = 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-a:b';
    const missing = await client.send(new sdk.DescribeFlowCommand({ FlowArn })).catch((error) => error);
    expect(missing).toBeInstanceOf(sdk.NotFoundException);
    expect(missing.message).toBe(`Flow ${FlowArn} not found.`);
    expect(missing.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const { name: Name, sourceListenerPort: SourceListenerPort } = transportSources['srt-caller'];
    const bad = new sdk.CreateFlowCommand({ Name: 'x', Source: { Name, Protocol: 'srt-caller', SourceListenerPort } });
    const refused = await client.send(bad).catch((error) => error);
    expect(refused).toBeInstanceOf(sdk.BadRequestException);
    expect(refused.message).toBe('Source in (srt-caller): sourceListenerAddress is required.');
  });
});
