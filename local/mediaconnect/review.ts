import { readKeys, reviewAlerts } from './alerts';
import { reviewHealth } from './health';
import { enter } from './lifecycle';
import type { Flow, Partition } from './record';
import { taggable } from './tags';
import type { Work } from './work';

/** Ends a transition whose time has come: the flow enters the status it was on its way to, or is gone with its tags. */
export function settle(work: Work, partition: Partition, flow: Flow): void {
  const to = flow.transition?.to;
  delete flow.transition;
  if (to === 'GONE') {
    for (const arn of taggable(flow)) delete partition.tags[arn];
    partition.flows = partition.flows.filter((each) => each !== flow);
    return;
  }
  if (flow.status === 'STARTING') flow.activeSince = work.now;
  if (to === 'ACTIVE') readKeys(work, flow);
  if (to) enter(work, flow, to);
}

/**
 * Derives what follows from a change: alerts, health and observations of every flow the call may have changed, and of the flows
 * in its Region that live on somebody's entitlement.
 */
export function review(work: Work): void {
  const partitions = work.changedPartitions();
  const changed = partitions.flatMap((each) => each.flows);
  const regions = new Set(partitions.map((each) => each.region));
  const entitled = [...regions].flatMap((region) => entitledFlows(work, region));
  for (const flow of new Set([...changed, ...entitled])) {
    reviewAlerts(work, flow);
    reviewHealth(work, flow);
  }
}

function entitledFlows(work: Work, region: string): Flow[] {
  const feeds = (flow: Flow) => flow.sources.some((each) => each.settings.entitlementArn);
  return work
    .partitions(region)
    .filter((each) => each.flows.some(feeds))
    .flatMap((each) => work.change(each.account, each.region).flows.filter(feeds));
}
