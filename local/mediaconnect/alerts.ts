import { createHash } from 'node:crypto';
import { findEntitlement, isOutside } from './entitlements';
import { flowEvent } from './events';
import { isRunning } from './lifecycle';
import type { Alert, Flow, FlowSource } from './record';
import type { Encryption } from './requests';
import type { Work } from './work';

/**
 * Reads the keys of a flow's sources as the service does when the flow becomes active, and notes those it cannot use. The value
 * itself is looked at and forgotten. Codes and texts other than AccessDeniedException are assumptions.
 */
export function readKeys(work: Work, flow: Flow): void {
  for (const source of flow.sources) {
    delete source.keyFault;
    const { decryption, name } = source.settings;
    if (!decryption?.secretArn) continue;
    const key = work.surroundings.readSecret(flow.account, flow.region, decryption.secretArn, decryption.roleArn);
    if (key === undefined)
      source.keyFault = alert(
        source,
        'AccessDeniedException',
        `Permission denied accessing encryption key for source ${name}.`,
      );
    else if (!fits(decryption, key))
      source.keyFault = alert(source, 'InvalidEncryptionKey', `The encryption key for source ${name} is not valid.`);
  }
}

/** Brings a flow's alerts up to date, with an event for each that is new or gone. */
export function reviewAlerts(work: Work, flow: Flow): void {
  const before = flow.alerts;
  const after = isRunning(flow) ? flow.sources.flatMap((each) => alertsOf(work, flow, each)) : [];
  const report = (each: Alert, errored: boolean) => {
    const detail = { errored, 'error-code': each.code, 'error-id': each.id, 'error-message': each.message };
    work.events.push(flowEvent(flow, work.now, 'Alert', detail));
  };
  for (const each of before) if (!after.some((other) => other.id === each.id)) report(each, false);
  for (const each of after) if (!before.some((other) => other.id === each.id)) report(each, true);
  flow.alerts = after;
}

function alertsOf(work: Work, flow: Flow, source: FlowSource): Alert[] {
  const { name, entitlementArn } = source.settings;
  const entitlement = entitlementArn && entitlementFault(work, flow, entitlementArn);
  const stream = source.signal?.streamError;
  const text = `Source ${name} Stream Error: ${stream}. Please investigate the flow source.`;
  return [
    ...(source.keyFault ? [source.keyFault] : []),
    ...(entitlement ? [alert(source, 'EntitlementError', `Source ${name}: ${entitlement}`)] : []),
    ...(stream ? [{ ...alert(source, 'SourceStreamError', text), silences: false }] : []),
  ];
}

function entitlementFault(work: Work, flow: Flow, arn: string): string | undefined {
  const rival = work
    .read(flow.account, flow.region)
    .flows.find((each) => isRunning(each) && isEarlier(each, flow) && isFedBy(each, arn));
  if (rival) return `entitlement ${arn} is already in use by another flow.`;
  if (isOutside(arn)) return undefined;
  const found = findEntitlement(work, flow.region, arn);
  if (!found?.entitlement.subscribers.includes(flow.account)) return `entitlement ${arn} no longer exists.`;
  if (found.entitlement.entitlementStatus === 'DISABLED') return `entitlement ${arn} is disabled.`;
  if (!isRunning(found.flow)) return `entitlement ${arn} has no active source.`;
  return undefined;
}

const isFedBy = (flow: Flow, arn: string) => flow.sources.some((each) => each.settings.entitlementArn === arn);

/** An entitlement stays with the flow that became active first: the later one gets the alert. */
function isEarlier(flow: Flow, other: Flow): boolean {
  const [first = 0, second = 0] = [flow.activeSince, other.activeSince];
  return first === second ? flow.sequence < other.sequence : first < second;
}

function alert(source: FlowSource, code: string, message: string): Alert {
  const id = createHash('sha256').update(`${source.arn} ${message}`).digest('base64url').slice(0, 8);
  return { id, code, message, sourceArn: source.arn, silences: true };
}

function fits({ keyType = 'static-key', algorithm = 'aes128' }: Encryption, key: string): boolean {
  if (keyType === 'srt-password') return key.length >= 10 && key.length <= 80;
  return /^[0-9a-f]+$/i.test(key) && key.length === Number(algorithm.slice(3)) / 4;
}
