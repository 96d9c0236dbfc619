import { type AwsCall, type AwsService, ServiceError } from './endpoint';
import { awsQuery, escapeXml, xml } from './protocol';

/** The subnets that every account has in every Region, and the letter of their zone. */
const demoSubnets: Readonly<Record<string, string>> = {
  'subnet-0123456789abcdef0': 'a',
  'subnet-0123456789abcdef1': 'b',
  'subnet-0123456789abcdef2': 'c',
  'subnet-0123456789abcdef3': 'a',
};

const headers = { 'content-type': 'text/xml;charset=UTF-8' };
const { operationOf, inputOf } = awsQuery('');

/** EC2, as far as it is asked: DescribeSubnets, by ids or by the filter `subnet-id`, over the demo subnets. */
export const ec2: AwsService = {
  name: 'ec2',
  denial: { code: 'UnauthorizedOperation', status: 403 },
  operationOf,
  inputOf,
  actionsOf: ({ operation }) => [{ action: `ec2:${operation}`, resource: '*' }],
  async handle(call) {
    if (call.operation !== 'DescribeSubnets')
      throw new ServiceError('InvalidAction', `The action ${call.operation} is not valid for this web service.`);
    if (call.input.DryRun === 'true')
      throw new ServiceError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    const members = { requestId: call.requestId, subnetSet: describeSubnets(call) };
    const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/';
    const body = `<DescribeSubnetsResponse xmlns="${namespace}">${xml(members)}</DescribeSubnetsResponse>`;
    return { status: 200, headers, body };
  },
  error: (code, status, message) => ({
    status,
    headers,
    body: `<Response><Errors><Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error></Errors></Response>`,
  }),
};

function describeSubnets({ input, account, region }: AwsCall): object[] {
  const sought = valuesOf(input, 'SubnetId');
  const unknown = sought.filter((id) => !Object.hasOwn(demoSubnets, id));
  if (unknown.length > 0) {
    const named = unknown.length === 1 ? `ID '${unknown}' does` : `IDs '${unknown.join(', ')}' do`;
    throw new ServiceError('InvalidSubnetID.NotFound', `The subnet ${named} not exist`);
  }
  const filters = filtersOf(input);
  return Object.entries(demoSubnets)
    .filter(([id]) => (sought.length === 0 || sought.includes(id)) && filters.every((ids) => ids.includes(id)))
    .map(([subnetId, zone]) => ({
      subnetId,
      subnetArn: `arn:aws:ec2:${region}:${account}:subnet/${subnetId}`,
      state: 'available',
      ownerId: account,
      availabilityZone: `${region}${zone}`,
      tagSet: [{ key: 'Name', value: `demo-${zone}` }],
    }));
}

/** The values that each filter admits. */
function filtersOf(input: AwsCall['input']): string[][] {
  const names = Object.entries(input).flatMap(([key, name]) => {
    const [, number] = /^Filter\.(\d+)\.Name$/.exec(key) ?? [];
    return number === undefined ? [] : [{ number, name: String(name) }];
  });
  return names.map(({ number, name }) => {
    if (name !== 'subnet-id')
      throw new ServiceError('InvalidParameterValue', `The filter '${name}' is not available in the local EC2`);
    return valuesOf(input, `Filter.${number}.Value`);
  });
}

/** The values of a list parameter, `name.1`, `name.2` and so on. */
function valuesOf(input: AwsCall['input'], name: string): string[] {
  const prefix = `${name}.`;
  return Object.entries(input).flatMap(([key, value]) =>
    key.startsWith(prefix) && /^\d+$/.test(key.slice(prefix.length)) ? [String(value)] : [],
  );
}
