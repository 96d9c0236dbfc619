import { ec2 } from '../../../local/aws/ec2';
import { home, roleSession, signature, type TestEndpoint, testEndpoint } from '../../support/aws-endpoint';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await testEndpoint([ec2], { principals: { IDLE: roleSession('idle') } });
});
afterAll(() => endpoint.close());

/** Sends a Query request without an SDK. */
async function ask(parameters: Record<string, string>, accessKeyId = 'OUTSIDER') {
  const response = await fetch(endpoint.url, {
    method: 'POST',
    headers: { authorization: signature('ec2', accessKeyId) },
    body: new URLSearchParams({ Version: '2016-11-15', Action: 'DescribeSubnets', ...parameters }),
  });
  return { status: response.status, text: await response.text() };
}

const valuesOf = (text: string, element: string) =>
  [...text.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, value]) => value);

describe('DescribeSubnets', () => {
  it('tells every demo subnet and its zone in the Region of the call', async () => {
    const { status, text } = await ask({});
    expect(status).toBe(200);
    expect(text).toMatch(/^<DescribeSubnetsResponse xmlns="http:\/\/ec2.amazonaws.com\/doc\/2016-11-15\/">/);
    expect(valuesOf(text, 'availabilityZone')).toEqual(['a', 'b', 'c', 'a'].map((zone) => `${home.region}${zone}`));
  });

  it('finds the subnets that are named', async () => {
    const { text } = await ask({ 'SubnetId.1': 'subnet-0123456789abcdef2', 'SubnetId.2': 'subnet-0123456789abcdef0' });
    expect(valuesOf(text, 'subnetId')).toEqual(['subnet-0123456789abcdef0', 'subnet-0123456789abcdef2']);
  });

  it('refuses the whole call for ids that do not exist, and names them', async () => {
    const known = { 'SubnetId.1': 'subnet-0123456789abcdef0' };
    const one = await ask({ ...known, 'SubnetId.2': 'subnet-1' });
    expect(one.status).toBe(400);
    expect(valuesOf(one.text, 'Code')).toEqual(['InvalidSubnetID.NotFound']);
    expect(valuesOf(one.text, 'Message')).toEqual(["The subnet ID 'subnet-1' does not exist"]);
    const two = await ask({ ...known, 'SubnetId.2': 'subnet-1', 'SubnetId.3': 'constructor' });
    expect(valuesOf(two.text, 'Message')).toEqual(["The subnet IDs 'subnet-1, constructor' do not exist"]);
  });

  it('leaves out what a filter names and does not exist', async () => {
    const filter = { 'Filter.1.Name': 'subnet-id', 'Filter.1.Value.1': 'subnet-1' };
    expect(valuesOf((await ask(filter)).text, 'subnetId')).toEqual([]);
    const { text } = await ask({ ...filter, 'Filter.1.Value.2': 'subnet-0123456789abcdef1' });
    expect(valuesOf(text, 'subnetId')).toEqual(['subnet-0123456789abcdef1']);
  });
});

it.each([
  ['another filter', { 'Filter.1.Name': 'vpc-id', 'Filter.1.Value.1': 'vpc-1' }, 'InvalidParameterValue'],
  ['another operation', { Action: 'DescribeVpcs' }, 'InvalidAction'],
])('refuses %s loudly', async (_, parameters, code) => {
  const { status, text } = await ask(parameters as Record<string, string>);
  expect({ status, code: valuesOf(text, 'Code') }).toEqual({ status: 400, code: [code] });
});

it('refuses a caller whose role does not allow it, as EC2 words it', async () => {
  const { status, text } = await ask({}, 'IDLE');
  expect({ status, code: valuesOf(text, 'Code') }).toEqual({ status: 403, code: ['UnauthorizedOperation'] });
});
