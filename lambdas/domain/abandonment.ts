import { desiredAlarms } from './alarm';
import { recordedFlows } from './removal';
import type { SourceRecord } from './source-record';
import type { TargetAccountRecord } from './target-account';
import { timestamp } from './timestamp';

/**
 * The ARNs of what a source leaves in its AWS account when nobody looks after it any more: flows, secrets, alarms and the
 * proxy. What no answer has confirmed the creation of is named by a pattern.
 */
export function leftBehind(record: SourceRecord, account: TargetAccountRecord, deployment: string): string[] {
  const arn = (service: string, region: string, resource: string) =>
    `arn:aws:${service}:${region}:${account['aws-account-id']}:${resource}`;
  const flows = recordedFlows(record);
  const doubtful = record['flow-creations'].filter(
    ({ name, region }) => !flows.some((flow) => flow.name === name && flow.region === region),
  );
  const alarms = desiredAlarms(record, deployment).map(({ region, definition }) =>
    arn('cloudwatch', region, `alarm:${definition.AlarmName}`),
  );
  return [
    ...flows.map((flow) => flow.arn),
    ...doubtful.map(({ name, region }) => arn('mediaconnect', region, `flow:*:${name}`)),
    ...record.secrets.map((secret) => secret.arn),
    ...proxyLeft(record.proxy, arn),
    ...alarms,
  ];
}

/** What there is of a proxy, and by a pattern what no answer has confirmed. */
function proxyLeft(
  proxy: SourceRecord['proxy'],
  arn: (service: string, region: string, resource: string) => string,
): string[] {
  if (!proxy) return [];
  const { 'channel-arn': channel, 'input-arn': input, 'open-creation': open, region } = proxy;
  const doubtful = open && arn('medialive', region, `${open.what}:*`);
  return [channel, input, doubtful].filter((each) => each !== undefined);
}

/**
 * What ends the record of a source without a look at AWS. Another run number fences whatever is under way. The secrets
 * stay named: flows that were left may use them, and what a record names is never swept away.
 */
export function abandoned(record: SourceRecord, left: readonly string[], now: Date) {
  return {
    run: record.run + 1,
    'run-mode': 'deprovision' as const,
    recoveries: 0,
    'left-behind': [...left],
    'in-force': undefined,
    flows: [],
    'next-flows': [],
    'surplus-flows': [],
    proxy: undefined,
    'proxy-failed': undefined,
    'provisioning-status': 'deletion-complete' as const,
    'provisioning-status-timestamp': timestamp(now),
    'provisioning-error-reason': undefined,
  };
}
