import { one } from './change-bodies';
import type { ChangeKind } from './change-kinds';

const [near, far, third] = [
  { name: 'near', region: 'eu-west-1' },
  { name: 'far', region: 'us-east-1', az: 'us-east-1a' },
  { name: 'third', region: 'us-east-1' },
] as const;

/** What an egress flow takes beside the one feed that all that are made have in common, and what takes it away. */
const made = ['CreateFlow', 'StartFlow'];
const removed = ['StopFlow', 'DeleteFlow'];

/** Changes of the flows that a source is handed off by; the ingress flow itself is touched by none but the last two. */
export const egressChanges: ChangeKind[] = [
  { what: 'egress flows as they are', before: one, egress: [[near], [near]], minimum: [] },
  { what: 'egress flow more', before: one, egress: [[near], [near, far]], minimum: [...made, 'AddFlowOutputs'] },
  {
    what: 'two egress flows more',
    before: one,
    egress: [[], [far, third]],
    minimum: [...made, ...made, 'AddFlowOutputs'],
  },
  { what: 'egress flow less', before: one, egress: [[near, far], [near]], minimum: ['RemoveFlowOutput', ...removed] },
  {
    what: 'zone of an egress flow',
    before: one,
    egress: [[far], [{ ...far, az: 'us-east-1b' }]],
    minimum: [...made, 'UpdateFlowOutput', ...removed],
    because: 'a flow keeps its zone; its feed is turned to the new one',
  },
  {
    what: 'stop of a source with an egress flow',
    before: one,
    egress: [[far]],
    intent: 'stop',
    minimum: ['StopFlow', 'StopFlow'],
  },
  {
    what: 'zone of a flow with an egress flow',
    before: { ...one, az: 'eu-west-1a' },
    after: { ...one, az: 'eu-west-1b' },
    egress: [[far], [far]],
    minimum: [...made, 'UpdateFlowSource', 'AddFlowOutputs', ...removed],
    because: 'a flow keeps its zone; the egress flow admits the new one, which feeds it',
  },
];
