import * as subnets from '../../lambdas/api/require-subnets';
import { RequestInvalid, TargetAccountUnreachable } from '../../lambdas/domain/errors';
import { ec2 } from '../../local/aws/ec2';
import type { Principal } from '../../local/aws/gate';
import { roleSession, type TestEndpoint, testEndpoint } from '../support/aws-endpoint';
import { configuredSource } from '../support/configured-source';
import { enterFunction } from '../support/function-environment';
import { sourceRequest } from '../support/sources';
import { allActing, useTargetSts } from '../support/target-account';

useTargetSts();
const { requireSubnets } = allActing(subnets, { name: 'createSource' });

let endpoint: TestEndpoint;
let principal: Principal | undefined;

beforeAll(async () => {
  endpoint = await testEndpoint([ec2], { principalOf: () => principal });
});
beforeEach(() => {
  enterFunction({ AWS_ENDPOINT_URL_EC2: endpoint.url });
  principal = undefined;
  endpoint.calls.clear();
});
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_EC2;
  await endpoint.close();
});

/** The configuration of a JPEG XS source with its interfaces in these subnets. */
function inSubnets(...subnets: string[]) {
  const { configuration, flow } = configuredSource(sourceRequest('st2110-jpegxs'));
  flow['vpc-interfaces']?.forEach((each, index) => {
    each['subnet-id'] = subnets[index] ?? '';
  });
  return configuration;
}

it('asks EC2 nothing of a source without VPC interfaces', async () => {
  await requireSubnets(configuredSource(sourceRequest('rtp')).configuration);
  expect(endpoint.calls.since()).toEqual([]);
});

it('lets in subnets of one zone', async () => {
  await requireSubnets(inSubnets('subnet-0123456789abcdef1', 'subnet-0123456789abcdef1'));
  expect(endpoint.calls.since()).toHaveLength(1);
});

it('tells every fault in the form of any other fault of the request', async () => {
  const refused = await requireSubnets(inSubnets('subnet-00000001', 'subnet-00000002')).catch((error) => error);
  expect(refused).toBeInstanceOf(RequestInvalid);
  expect(refused.faults).toEqual(
    [0, 1].map((index) => ({
      pointer: `/ingress-flows/0/vpc-interfaces/${index}/subnet-id`,
      detail: `"subnet-0000000${index + 1}" is no subnet of the account in eu-west-1; use one of the flow's Region`,
    })),
  );
});

it('says that the account cannot be used where EC2 refuses us', async () => {
  principal = roleSession('idle');
  const refused = await requireSubnets(inSubnets('subnet-00000001', 'subnet-00000002')).catch((error) => error);
  expect(refused).toBeInstanceOf(TargetAccountUnreachable);
  expect(refused.message).toMatch(/DescribeSubnets was refused \(UnauthorizedOperation\)/);
});
