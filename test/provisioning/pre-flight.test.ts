import type { SourceRecord } from '../../lambdas/domain/source-record';
import { ec2 } from '../../local/aws/ec2';
import { type TestEndpoint, testEndpoint } from '../support/aws-endpoint';
import { runTask, useWorkbench } from '../support/run-task';
import { creations, newRecord, provisioned } from '../support/source-record';
import { sourceRequest } from '../support/sources';

const bench = useWorkbench();
let endpoint: TestEndpoint;
let handler: unknown;

beforeAll(async () => {
  endpoint = await testEndpoint([ec2]);
  process.env.AWS_ENDPOINT_URL_EC2 = endpoint.url;
  ({ handler } = await import('../../lambdas/provisioning/pre-flight'));
});
afterEach(() => endpoint.calls.clear());
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_EC2;
  await endpoint.close();
});

const creating: Partial<SourceRecord> = { 'provisioning-status': 'creation-in-progress', secrets: [] };
const entitled = newRecord(creating, sourceRequest('entitlement'));
const granted = 'arn:aws:mediaconnect:eu-west-1:999988887777:entitlement:1-11aa22bb33cc44dd-11aa22bb33cc:news';

/** The record of a CDI source whose second interface is in this subnet. */
function inVpc(subnet: string, members: Partial<SourceRecord> = {}): SourceRecord {
  const record = newRecord({ ...creating, ...members }, sourceRequest('cdi'));
  const second = record.requested['ingress-flows'][0]?.['vpc-interfaces']?.[1];
  if (second) second['subnet-id'] = subnet;
  return record;
}

/** Answers ListEntitlements with these ARNs, one to a page. */
function grants(...arns: string[]): void {
  bench.mediaconnect.answer(({ path }) => {
    const page = Number(/nextToken=(\d+)/.exec(path)?.[1] ?? 0);
    const entitlements = arns.slice(page, page + 1).map((entitlementArn) => ({ entitlementArn }));
    return { body: { entitlements, ...(page + 1 < arns.length && { nextToken: String(page + 1) }) } };
  });
}

it('asks nobody where the source refers to nothing', async () => {
  await bench.table.put(newRecord(creating));
  expect(await runTask(handler)).toEqual({});
  expect([...bench.mediaconnect.requests, ...endpoint.calls.since()]).toEqual([]);
});

describe('an entitlement', () => {
  it('is found on any page of those granted', async () => {
    await bench.table.put(entitled);
    grants(`${granted}-2`, granted);
    expect(await runTask(handler)).toEqual({});
    expect(bench.mediaconnect.requests.map(({ path }) => path.split('?')[0])).toEqual(
      Array(2).fill('/v1/entitlements'),
    );
  });

  it('that is not granted ends the run with its place and whom to ask', async () => {
    await bench.table.put(entitled);
    grants(`${granted}-2`);
    await expect(runTask(handler)).rejects.toMatchObject({
      name: 'PreFlightFailed',
      message: `/ingress-flows/0/flow-sources/0/entitlement-arn: ${granted} is not granted to the account in eu-west-1; ask its owner to grant it, or use one that is`,
    });
  });

  it('is asked for again later where the service is busy', async () => {
    await bench.table.put(entitled);
    bench.mediaconnect.answer(() => ({ status: 429, error: 'TooManyRequestsException' }));
    await expect(runTask(handler)).rejects.toMatchObject({ name: 'Transient' });
  });
});

describe('subnets', () => {
  it('are looked at again, in one call', async () => {
    await bench.table.put(inVpc('subnet-0123456789abcdef0'));
    expect(await runTask(handler)).toEqual({});
    expect(endpoint.calls.since()).toMatchObject([{ operation: 'DescribeSubnets', region: 'eu-west-1' }]);
    expect(bench.mediaconnect.requests).toEqual([]);
  });

  it.each([
    ['are of two zones', 'subnet-0123456789abcdef1'],
    ['do not exist', 'subnet-0123456789abcdef9'],
  ])('that %s end the run with their place', async (_, subnet) => {
    await bench.table.put(inVpc(subnet));
    await expect(runTask(handler)).rejects.toMatchObject({
      name: 'PreFlightFailed',
      message: expect.stringContaining(`/ingress-flows/0/vpc-interfaces/1/subnet-id: "${subnet}" is `),
    });
  });

  it('are not asked about where the flow exists', async () => {
    await bench.table.put(
      inVpc('subnet-0123456789abcdef9', { 'next-flows': [provisioned], 'flow-creations': creations(1) }),
    );
    expect(await runTask(handler)).toEqual({});
    expect(endpoint.calls.since()).toEqual([]);
  });

  it('are asked about where the flow of that name is the one to be replaced', async () => {
    const updating = { flows: [provisioned], 'flow-creations': creations(1), revision: 2, 'flows-revision': 1 };
    await bench.table.put(inVpc('subnet-0123456789abcdef9', updating));
    await expect(runTask(handler)).rejects.toMatchObject({ name: 'PreFlightFailed' });
  });
});

it('ends where another run owns the source', async () => {
  await bench.table.put(newRecord({ ...creating, run: 2 }));
  await expect(runTask(handler)).rejects.toMatchObject({ name: 'RunSuperseded' });
});
