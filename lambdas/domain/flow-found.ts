import type { ActualFlow } from './flow-description';
import type { RecordedFlow } from './recorded-flow';

/** A flow that a source has or is to have, with the one that a run was making in its place. */
export interface FlowFound {
  /** As the record names it; absent where it names none. */
  known?: RecordedFlow;
  actual: ActualFlow;
  successor?: ActualFlow;
}

/** What there is where nothing was found. */
export const noFlow: FlowFound = { actual: { kind: 'missing', vanished: false } };
