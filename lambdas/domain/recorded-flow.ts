import * as z from 'zod';
import { ProvisionedFlow } from './source';

/** A flow as the record keeps it: one that hands the source off in another place says so. */
export const RecordedFlow = ProvisionedFlow.extend({ type: z.literal('egress').optional() });
export type RecordedFlow = z.infer<typeof RecordedFlow>;

/** The flows of a list that take the content in, in the order of the configuration. */
export function ingressOf(flows: readonly RecordedFlow[]): RecordedFlow[] {
  return flows.filter(({ type }) => type !== 'egress');
}

/** The flows of a list that hand the source off. */
export function egressOf(flows: readonly RecordedFlow[]): RecordedFlow[] {
  return flows.filter(({ type }) => type === 'egress');
}

/**
 * The flow of a list that stands where another is asked for: an egress flow is known by its name, an ingress flow by its
 * position.
 */
export function inPlaceOf(
  flows: readonly RecordedFlow[],
  { name, type }: { name: string; type?: 'egress' },
  index: number,
): RecordedFlow | undefined {
  return type === 'egress' ? egressOf(flows).find((flow) => flow.name === name) : ingressOf(flows)[index];
}
