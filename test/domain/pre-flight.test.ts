import { entitlementFaults, needsEntitlement, subnetFaults, subnetsOf } from '../../lambdas/domain/pre-flight';
import { configuredSource } from '../support/configured-source';
import { type FlowBody, flowRequest, sourceRequest } from '../support/sources';

const [one, two, three] = ['subnet-00000001', 'subnet-00000002', 'subnet-00000003'] as const;
const zones = new Map([
  [one, 'eu-west-1a'],
  [two, 'eu-west-1b'],
  [three, 'eu-west-1a'],
]);

/** A flow with an interface in each of the subnets. */
function flowIn(subnets: string[], members: Partial<FlowBody> = {}) {
  const interfaces = subnets.map((subnet) => ({ 'subnet-id': subnet, 'security-group-ids': ['sg-00000001'] }));
  const flow = flowRequest('rtp', { 'vpc-interfaces': interfaces, ...members });
  return configuredSource(sourceRequest('rtp', { 'ingress-flows': [flow] })).flow;
}

describe('the subnets of a flow', () => {
  it('are asked about once each', () => {
    expect(subnetsOf(flowIn([one, two, one].slice(0, 2)))).toEqual([one, two]);
    expect(subnetsOf(flowIn([one, one]))).toEqual([one]);
    expect(subnetsOf(configuredSource(sourceRequest('rtp')).flow)).toEqual([]);
  });

  it.each<[string, string[], string | undefined]>([
    ['one, whatever its zone', [two], undefined],
    ['two of one zone', [one, three], undefined],
    ['two of the zone of the flow', [one, three], 'eu-west-1a'],
    ['none at all', [], 'eu-west-1c'],
  ])('may be %s', (_, subnets, az) => {
    expect(subnetFaults(flowIn(subnets, { ...(az && { az }) }), 0, zones)).toEqual([]);
  });

  it.each<[string, string[], string | undefined, [position: number, detail: string][]]>([
    [
      'that do not exist in the Region',
      ['subnet-00000009', one],
      undefined,
      [[0, '"subnet-00000009" is no subnet of the account in eu-west-1; use one of the flow\'s Region']],
    ],
    [
      'of different zones',
      [one, two],
      undefined,
      [[1, '"subnet-00000002" is in eu-west-1b, the flow in eu-west-1a (vpc-interfaces/0); use subnets of one zone']],
    ],
    [
      'of another zone than the flow',
      [two, one],
      'eu-west-1a',
      [[0, '"subnet-00000002" is in eu-west-1b, the flow in eu-west-1a (az); use subnets of one zone']],
    ],
  ])('may not be such %s', (_, subnets, az, faults) => {
    expect(subnetFaults(flowIn(subnets, { ...(az && { az }) }), 0, zones)).toEqual(
      faults.map(([position, detail]) => ({
        pointer: `/ingress-flows/0/vpc-interfaces/${position}/subnet-id`,
        detail,
      })),
    );
  });

  it('are each told what is wrong with it', () => {
    const faults = subnetFaults(flowIn([two, 'subnet-00000009'], { az: 'eu-west-1a' }), 0, zones);
    expect(faults.map(({ pointer }) => pointer)).toEqual([
      '/ingress-flows/0/vpc-interfaces/0/subnet-id',
      '/ingress-flows/0/vpc-interfaces/1/subnet-id',
    ]);
  });
});

describe('the entitlement of a flow', () => {
  const { flow } = configuredSource(sourceRequest('entitlement'));
  const arn = 'arn:aws:mediaconnect:eu-west-1:999988887777:entitlement:1-11aa22bb33cc44dd-11aa22bb33cc:news';

  it('is needed by that protocol only', () => {
    expect(needsEntitlement(flow)).toBe(true);
    expect(needsEntitlement(configuredSource(sourceRequest('rtp')).flow)).toBe(false);
  });

  it('must be granted', () => {
    expect(entitlementFaults(flow, 0, new Set([arn]))).toEqual([]);
    expect(entitlementFaults(flow, 0, new Set([`${arn}-2`]))).toEqual([
      {
        pointer: '/ingress-flows/0/flow-sources/0/entitlement-arn',
        detail: `${arn} is not granted to the account in eu-west-1; ask its owner to grant it, or use one that is`,
      },
    ]);
  });
});
