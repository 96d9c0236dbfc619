/** The names of outputs with this prefix are ours: what has one on a flow of ours and is not asked for is removed. */
const prefix = 'headworks-feed-';

/** The name of the output that feeds an egress flow of this name. */
export function feedName(egressFlow: string): string {
  return `${prefix}${egressFlow}`;
}

/** Claims that an output of this name feeds an egress flow, or did: nobody else put it there. */
export function isFeedName(output: string): boolean {
  return output.startsWith(prefix);
}

/** The name of the egress flow that an output of this name feeds. */
export function egressFlowOf(feed: string): string {
  return feed.slice(prefix.length);
}
