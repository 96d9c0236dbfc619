import type { SourceConfiguration } from './source';

type Flows = Pick<SourceConfiguration, 'ingress-flows' | 'egress-flows'>;

/** How many flows a configuration asks for. */
export function flowCount({ 'ingress-flows': ingress, 'egress-flows': egress = [] }: Flows): number {
  return ingress.length + egress.length;
}

/**
 * The order in which the flows of a configuration are brought along, by index: an egress flow admits the address of the
 * ingress flow, and the ingress flow feeds it at its address, so that the ingress flow is looked at before and after.
 */
export function flowOrder(flows: Flows): number[] {
  const ingress = [...flows['ingress-flows'].keys()];
  const all = eachFlow(flows);
  return all.length > ingress.length ? [...all, ...ingress] : all;
}

/** Each flow of a configuration once, by index. */
export function eachFlow(flows: Flows): number[] {
  return Array.from({ length: flowCount(flows) }, (_, index) => index);
}
