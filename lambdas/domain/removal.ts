import * as z from 'zod';
import { isUnsettled } from './provisioning-status';
import type { RecordedFlow } from './recorded-flow';
import type { SourceConfiguration } from './source';
import type { SourceRecord } from './source-record';

/**
 * Why something of a source is removed: it was replaced, its run failed, or the source is deleted. A replacement
 * keeps what is in force; a roll-back does so too, but for a creation, before which there was nothing.
 */
export const Removal = z.enum(['surplus', 'roll-back', 'deprovision']);
export type Removal = z.infer<typeof Removal>;

/** The flows in force that a removal keeps. */
export function keptFlows(record: SourceRecord, removal: Removal): RecordedFlow[] {
  const status = record['provisioning-status'];
  // Once complete there is something before: the roll-back is of what came after.
  const isCreation = status.startsWith('creation-') && status !== 'creation-complete';
  return removal === 'deprovision' || (removal === 'roll-back' && isCreation) ? [] : record.flows;
}

/** The flows that the record names and a removal takes away. */
export function flowsToGo(record: SourceRecord, removal: Removal): RecordedFlow[] {
  const kept = keptFlows(record, removal);
  return [...record['next-flows'], ...record['surplus-flows'], ...record.flows.filter((flow) => !kept.includes(flow))];
}

/** The secrets that a removal takes away: those that no kept flow needs. */
export function secretsToGo(record: SourceRecord, removal: Removal): SourceRecord['secrets'] {
  // What a flow really uses is not known then.
  if (record['restore-failed'] && removal !== 'deprovision') return [];
  const kept = keptFlows(record, removal);
  const needed = new Set(kept.length > 0 ? allSecretIdsOf(record['in-force'] ?? record.requested) : []);
  // One that a flow was last seen with stays, whatever the configuration says.
  const seen = new Set(kept.flatMap((flow) => flow['flow-sources'].map((source) => source['secret-arn'])));
  return record.secrets.filter((secret) => !needed.has(secret['secret-id']) && !seen.has(secret.arn));
}

/** Every flow that the record names. */
export function recordedFlows(record: SourceRecord): RecordedFlow[] {
  return [...record.flows, ...record['next-flows'], ...record['surplus-flows']];
}

/** Claims that a flow may exist which the record does not name: more were asked for than are named. */
export function mayHaveOthers(record: SourceRecord): boolean {
  return record['open-flow-creation'] !== undefined || record['flow-creations'].length > recordedFlows(record).length;
}

/** Claims that there may be a flow of the source, or soon will be. */
export function mayHaveFlows(record: SourceRecord): boolean {
  const status = record['provisioning-status'];
  if (status === 'deletion-complete') return false;
  return recordedFlows(record).length > 0 || mayHaveOthers(record) || isUnsettled(status);
}

/** What a removal has to do, as far as the record knows, and whether flows have to be looked for that it does not name. */
export function surplusOf(record: SourceRecord, removal: Removal) {
  return {
    flows: flowsToGo(record, removal).map(({ arn, region }) => ({ arn, region })),
    hasSurplusSecrets: secretsToGo(record, removal).length > 0,
    mayHaveOthers: mayHaveOthers(record),
  };
}

/** Claims that somebody must look after the source: a run is owed, or one that ended left something behind. */
export function needsAttention(record: SourceRecord): boolean {
  const status = record['provisioning-status'];
  if (isUnsettled(status)) return true;
  if (status.startsWith('deletion-')) return false;
  // A flow that was asked for may exist although no answer named it.
  const isMissingOne = record['flow-creations'].length > record.flows.length;
  const isFailed = status.endsWith('-failed');
  // One that could not be removed is billed until it is gone.
  if (record['proxy-failed'] !== undefined) return true;
  // Alarms are brought up to date by runs that end well.
  if (!isFailed && record['alarms-failed']) return true;
  const removal = isFailed ? 'roll-back' : 'surplus';
  return isMissingOne || flowsToGo(record, removal).length + secretsToGo(record, removal).length > 0;
}

/** The ids of all secrets that a configuration names: those of flow sources, and those that no answer shows. */
function allSecretIdsOf(configuration: SourceConfiguration): string[] {
  const feeds = configuration['egress-flows'] ?? [];
  return [...secretIdsOf(configuration), ...feeds.flatMap((flow) => [flow['secret-id'], flow['feed-secret-id']])];
}

/** The ids of the secrets of the flow sources of a configuration, or an answer that shows one, in their order. */
export function secretIdsOf(configuration: Pick<SourceConfiguration, 'ingress-flows'>): string[] {
  const sources = configuration['ingress-flows'].flatMap((flow) => flow['flow-sources']);
  return sources.flatMap((source) => {
    const settings = 'decryption-settings' in source ? source['decryption-settings'] : undefined;
    return settings ? [settings['secret-id']] : [];
  });
}
