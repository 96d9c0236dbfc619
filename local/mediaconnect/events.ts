import type { Flow } from './record';

/** An event of the service as it appears on the account's default bus; `time` has a resolution of one second. */
export interface ServiceEvent {
  account: string;
  region: string;
  time: string;
  source: 'aws.mediaconnect';
  'detail-type': string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** A moment in the service's notation: ISO 8601, UTC, whole seconds. */
export const timestamp = (milliseconds: number) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/** An event about a flow; `others` are further resources, such as a source's ARN. */
export function flowEvent(
  flow: Flow,
  now: number,
  type: string,
  detail: Record<string, unknown>,
  others: string[] = [],
): ServiceEvent {
  return {
    account: flow.account,
    region: flow.region,
    time: timestamp(now),
    source: 'aws.mediaconnect',
    'detail-type': `MediaConnect ${type}`,
    resources: [flow.arn, ...others],
    detail,
  };
}
