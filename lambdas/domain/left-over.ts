import { type CaughtError, failureReason } from './failure-reason';
import { flowsToGo, type Removal, secretsToGo } from './removal';
import type { SourceRecord } from './source-record';

/** Begins the sentence that names what could not be removed. */
const mark = 'Could not be removed and is tried again by itself:';

/** Names by ARN what a removal leaves, and says why; a flow whose creation was not answered has none that is known. */
export function leftOver(record: SourceRecord, removal: Removal, error: CaughtError): string {
  const left = [...flowsToGo(record, removal), ...secretsToGo(record, removal)];
  const what = left.map(({ arn }) => arn).join(', ') || 'a flow that may have been created';
  return `${mark} ${what} (${failureReason(error)})`;
}

/** Begins the sentence that names network interfaces. */
const interfacesMark = 'MediaConnect left network interfaces in the account; delete them by hand:';

/** Names the network interfaces that the run has left; undefined where there are none. */
export function interfacesLeft({ 'network-interfaces-left': left }: SourceRecord): string | undefined {
  return left && `${interfacesMark} ${left.join(', ')}.`;
}

/** A reason without what an earlier try left over. */
export function withoutLeftOver(reason: string | undefined): string | undefined {
  return reason?.split(mark)[0]?.split(interfacesMark)[0]?.trim();
}

/** Says that the alarms are not as asked for, and why; the flows are. */
export function alarmsLeft(error: CaughtError): string {
  return `The alarms are not as asked for, and are tried again by themselves: ${failureReason(error)}`;
}
