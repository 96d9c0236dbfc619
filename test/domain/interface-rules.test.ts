import { faultsOfFlow, flowWith } from '../support/source-faults';
import { flowSourceRequest, vpcInterfaces } from '../support/sources';

const [fabric, network] = vpcInterfaces ?? [];

describe('VPC interfaces', () => {
  const ena = (name: string) => ({ ...network, name });
  const efa = (name: string) => ({ ...fabric, name });
  it('may be two ena and one efa', () => {
    expect(faultsOfFlow(flowWith('rtp', { 'vpc-interfaces': [ena('a'), ena('b'), efa('c')] }))).toEqual([]);
  });

  it.each<[string, object, [string, string][]]>([
    [
      'three ena',
      { 'vpc-interfaces': [ena('a'), ena('b'), ena('c')] },
      [['/vpc-interfaces/2/network-interface-type', 'a flow has at most 2 ena; use at most 2 ena and 1 efa']],
    ],
    [
      'two efa',
      { 'vpc-interfaces': [efa('a'), efa('b')] },
      [['/vpc-interfaces/1/network-interface-type', 'a flow has at most 1 efa; use at most 2 ena and 1 efa']],
    ],
    [
      'no security group',
      { 'vpc-interfaces': [{ ...network, 'security-group-ids': [] }] },
      [['/vpc-interfaces/0/security-group-ids', 'has 0 items; use a list of 1 to 16 security groups']],
    ],
    [
      'no subnet',
      { 'vpc-interfaces': [{ ...network, 'subnet-id': undefined }] },
      [['/vpc-interfaces/0/subnet-id', 'required; use the id of a subnet, such as subnet-0123456789abcdef0']],
    ],
    [
      'a subnet by name',
      { 'vpc-interfaces': [{ ...network, 'subnet-id': 'public-a' }] },
      [
        [
          '/vpc-interfaces/0/subnet-id',
          '"public-a" does not fit; use the id of a subnet, such as subnet-0123456789abcdef0',
        ],
      ],
    ],
    [
      'a security group twice',
      { 'vpc-interfaces': [{ ...network, 'security-group-ids': ['sg-01234567', 'sg-01234567'] }] },
      [
        [
          '/vpc-interfaces/0/security-group-ids/1',
          '"sg-01234567" is in the list already; use each security group once',
        ],
      ],
    ],
    [
      'another type',
      { 'vpc-interfaces': [{ ...network, 'network-interface-type': 'eni' }] },
      [['/vpc-interfaces/0/network-interface-type', '"eni" is not known; use ena, efa']],
    ],
  ])('refuses %s', (_, members, faults) => {
    expect(faultsOfFlow(flowWith('rtp', members))).toEqual(faults);
  });

  it.each<[string, object, string]>([
    ['names none of them', { 'vpc-interfaces': [network] }, '"x" names no VPC interface of the flow; use network'],
    ['names one where there are none', {}, '"x" names no VPC interface of the flow; give it in vpc-interfaces'],
  ])('refuses a flow source that %s', (_, members, detail) => {
    const caller = flowSourceRequest('srt-caller', { 'vpc-interface-name': 'x' });
    expect(faultsOfFlow(flowWith('srt-caller', { 'flow-sources': [caller], ...members }))).toEqual([
      ['/flow-sources/0/vpc-interface-name', detail],
    ]);
  });
});
