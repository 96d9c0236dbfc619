import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { accountItem } from '../lambdas/aws/target-account-items';
import { sts } from '../local/aws/sts';
import { policy, testEndpoint } from '../test/support/aws-endpoint';
import { accountRecord } from '../test/support/target-account';
import type { Table } from './run';
import { deployed, idOf, organisation, recordOf, startTable } from './source-table';
import { judged } from './statistics';

const accounts = 3;
const requests = 600;
const hour = 3_600_000;

/** The calls of STS of one execution environment of getSourceMetrics, which asks CloudWatch at every request. */
export async function actingTable(): Promise<Table> {
  const ids = Array.from({ length: accounts }, (_, index) => `00000000-0000-4000-8000-0000000000b${index}`);
  const endpoint = await testEndpoint([
    sts({
      roleOf: (arn) => ({
        arn,
        name: 'access',
        trust: policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }),
        policies: [],
      }),
    }),
  ]);
  let asked = 0;
  const cloudWatch = createServer((_, response) => {
    asked++;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ MetricDataResults: [] }));
  });
  await new Promise<void>((resolve) => cloudWatch.listen(0, '127.0.0.1', resolve));
  const table = await startTable(
    ids.map((id, index) => ({
      ...recordOf(index),
      'target-account-id': id,
      flows: [flowOf(index)],
    })),
  );
  const { now } = Date;
  try {
    for (const [index, id] of ids.entries()) {
      const number = `22220000000${index}`;
      const roleArn = `arn:aws:iam::${number}:role/headworks/${id}`;
      const Item = marshall(accountItem(accountRecord({ id, 'aws-account-id': number, 'role-arn': roleArn })));
      await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    }
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_STS: endpoint.url,
      AWS_ENDPOINT_URL_CLOUDWATCH: `http://127.0.0.1:${(cloudWatch.address() as AddressInfo).port}`,
    });
    const path = { 'organisation-id': organisation, 'target-account-id': '', 'source-id': '' };
    const metrics = deployed('get-source-metrics', path, table.url);
    const poll = async () => {
      for (let sent = 0; sent < requests; sent++) {
        const index = sent % accounts;
        Object.assign(path, { 'target-account-id': ids[index], 'source-id': idOf(index) });
        const { body } = await metrics();
        if (body.includes('urn:problem')) throw new Error(body);
      }
    };
    const row = (hours: number) => ({
      'calls of CloudWatch': asked,
      'calls of STS': endpoint.calls.since().length,
      ...judged(endpoint.calls.since().length, accounts * hours),
    });
    await poll();
    const first = row(1);
    Date.now = () => now() + hour;
    await poll();
    return {
      [`${requests} requests for ${accounts} accounts, in an hour`]: first,
      'as many again in the next': row(2),
    };
  } finally {
    Date.now = now;
    delete process.env.AWS_ENDPOINT_URL_CLOUDWATCH;
    delete process.env.AWS_ENDPOINT_URL_STS;
    table.stop();
    cloudWatch.close();
    await endpoint.close();
  }
}

function flowOf(index: number) {
  const arn = `arn:aws:mediaconnect:eu-west-1:22220000000${index}:flow:1-a:news`;
  const source = { name: 'main', 'source-arn': arn.replace(':flow:', ':source:') };
  return { arn, name: 'news', region: 'eu-west-1', 'flow-sources': [source] };
}
