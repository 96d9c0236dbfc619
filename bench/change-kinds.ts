import type { FlowBody, SourceBody } from '../test/support/sources';
import { egressChanges } from './egress-changes';
import { partChanges } from './part-changes';
import { sourceChanges } from './source-changes';

type EgressFlows = NonNullable<SourceBody['egress-flows']>;

/** A kind of change of a source that runs, with the fewest calls that can make it. */
export interface ChangeKind {
  what: string;
  before: FlowBody;
  /** The flow that a PATCH asks for; without it the request named in `intent` is sent. */
  after?: FlowBody;
  intent?: 'stop' | 'repair';
  labels?: boolean;
  /** The egress flows before, and those that a PATCH asks for. */
  egress?: [before: EgressFlows, after?: EgressFlows];
  /**
   * The fewest mutating calls of MediaConnect that get there with the least that can happen to the stream: one for each
   * resource that changes, and what the service's rules make necessary beside.
   */
  minimum: string[];
  /** How many calls are made on purpose, where that is more. */
  more?: number;
  /** The rules that take more than one call for each resource that changes (user guide, API reference), or why more are made. */
  because?: string;
}

/** Kinds of change, from nothing at all to another flow. */
export const changeKinds: ChangeKind[] = [...sourceChanges, ...partChanges, ...egressChanges];
