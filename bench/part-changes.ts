import { cdi, fabric, inVpc, network, one } from './change-bodies';
import type { ChangeKind } from './change-kinds';

const another = ['CreateFlow', 'StartFlow', 'StopFlow', 'DeleteFlow'];
const forGood = (what: string) => `a flow keeps its ${what}; only one that stands by can be deleted`;

/** Changes of VPC interfaces and media streams, and those that take another flow. */
export const partChanges: ChangeKind[] = [
  {
    what: 'from the internet into a VPC',
    before: one,
    after: inVpc([network]),
    minimum: ['AddFlowVpcInterfaces', 'UpdateFlowSource'],
  },
  {
    what: 'from a VPC to the internet',
    before: inVpc([network]),
    after: one,
    minimum: ['StopFlow', 'UpdateFlowSource', 'RemoveFlowVpcInterface', 'StartFlow'],
    because: 'an interface is removed only in STANDBY, and unused',
  },
  {
    what: 'interface more',
    before: inVpc([network]),
    after: inVpc([network, fabric]),
    minimum: ['AddFlowVpcInterfaces'],
  },
  {
    what: 'interface less',
    before: inVpc([network, fabric]),
    after: inVpc([network]),
    minimum: ['StopFlow', 'RemoveFlowVpcInterface', 'StartFlow'],
    because: 'an interface is removed only in STANDBY, and unused',
  },
  {
    what: 'security groups of the interface in use',
    before: inVpc([network]),
    after: inVpc([{ ...network, 'security-group-ids': ['sg-0fedcba9876543210'] }]),
    minimum: [
      'StopFlow',
      'UpdateFlowSource',
      'RemoveFlowVpcInterface',
      'AddFlowVpcInterfaces',
      'UpdateFlowSource',
      'StartFlow',
    ],
    because: 'an interface cannot be updated, and is removed only in STANDBY, and unused',
  },
  {
    what: 'format of a media stream',
    before: cdi(3),
    after: cdi(3, '720p'),
    minimum: ['UpdateFlowMediaStream'],
  },
  {
    what: 'two media streams more',
    before: cdi(1),
    after: cdi(3),
    minimum: ['AddFlowMediaStreams', 'UpdateFlowSource'],
  },
  {
    what: 'media stream less',
    before: cdi(3),
    after: cdi(2),
    minimum: ['StopFlow', 'UpdateFlowSource', 'RemoveFlowMediaStream', 'StartFlow'],
    because: 'a media stream is removed only in STANDBY, and unused',
  },
  { what: 'stop', before: one, intent: 'stop', minimum: ['StopFlow'] },
  { what: 'transport stream to CDI', before: one, after: cdi(3), minimum: another, because: forGood('size LARGE_4X') },
  {
    what: 'name of the flow',
    before: one,
    after: { ...one, name: 'other' },
    minimum: another,
    because: forGood('name'),
  },
  {
    what: 'zone',
    before: { ...one, az: 'eu-west-1a' },
    after: { ...one, az: 'eu-west-1b' },
    minimum: another,
    because: forGood('zone'),
  },
  { what: 'Region', before: one, after: { ...one, region: 'us-east-1' }, minimum: another, because: forGood('Region') },
];
