import { faultsOfFlow, flowWith } from '../support/source-faults';
import { flowSourceRequest, vpcInterfaces } from '../support/sources';

const network = vpcInterfaces?.[1];

describe('the way in', () => {
  it.each([
    'srt-listener',
    'rtp',
    'rtp-fec',
    'rist',
    'zixi-push',
  ] as const)('of %s is one of public and VPC', (protocol) => {
    const both = { ...flowSourceRequest(protocol), 'vpc-interface-name': 'network' };
    const { 'whitelist-cidr': _, ...inVpc } = both;
    const { 'vpc-interface-name': __, ...neither } = inVpc;
    const withSource = (source: object) =>
      flowWith(protocol, { 'flow-sources': [source], 'vpc-interfaces': [network] });
    expect(faultsOfFlow(withSource(inVpc))).toEqual([]);
    expect(faultsOfFlow(withSource(both))).toEqual([
      ['/flow-sources/0/vpc-interface-name', 'whitelist-cidr is given too; use one of the two'],
    ]);
    expect(faultsOfFlow(withSource(neither))).toEqual([
      ['/flow-sources/0', 'required: either whitelist-cidr (public) or vpc-interface-name (in a VPC)'],
    ]);
  });

  it('may be open to everyone where the flow source is encrypted', () => {
    const open = flowSourceRequest('srt-listener', { 'whitelist-cidr': '0.0.0.0/0' });
    expect(faultsOfFlow(flowWith('srt-listener', { 'flow-sources': [open] }))).toEqual([]);
  });
});
