import type { FlowBody } from '../test/support/sources';
import { partChanges } from './part-changes';
import { sourceChanges } from './source-changes';

/** A kind of change of a source that runs, with the fewest calls that can make it. */
export interface ChangeKind {
  what: string;
  before: FlowBody;
  /** The flow that a PATCH asks for; without it the request named in `intent` is sent. */
  after?: FlowBody;
  intent?: 'stop' | 'repair';
  labels?: boolean;
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
export const changeKinds: ChangeKind[] = [...sourceChanges, ...partChanges];
