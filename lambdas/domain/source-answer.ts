import { shownProxy } from './proxy-status';
import { maskedConfiguration, revealedConfiguration } from './show-source';
import type { RevealedSource, Source, SourceSummary } from './shown-source';
import type { ProvisionedFlow } from './source';
import type { SourceRecord } from './source-record';

/** The whole source, secrets masked. */
export function maskedSource(record: SourceRecord): Source {
  return { ...maskedConfiguration(record.requested), ...provisioning(record) };
}

/** The whole source with its secrets in clear; `values` holds them by secret id. */
export function revealedSource(record: SourceRecord, values: ReadonlyMap<string, string>): RevealedSource {
  return { ...revealedConfiguration(record.requested, values), ...provisioning(record) };
}

/** A source in a list that is not inlined. */
export function sourceSummary(record: SourceRecord): SourceSummary {
  return {
    id: record.id,
    hidden: record.requested.hidden,
    metadata: record.requested.metadata,
    'provisioning-status': record['provisioning-status'],
    'provisioning-status-timestamp': record['provisioning-status-timestamp'],
  };
}

/** The strong tag of the configuration revision; the same for masked and revealed answers. */
export function entityTag(record: Pick<SourceRecord, 'revision'>): string {
  return `"${record.revision}"`;
}

/** The flows that answers tell of: until the first is in force, the one being made, whose address a sender may use. */
export function shownFlows(record: SourceRecord): ProvisionedFlow[] {
  return record.flows.length > 0 ? record.flows : record['next-flows'];
}

function provisioning(record: SourceRecord) {
  const proxy = shownProxy(record);
  return {
    id: record.id,
    'provisioned-flows': {
      'ingress-flows': shownFlows(record),
      'egress-flows': [],
    },
    ...(proxy && { proxy }),
    'provisioning-error-reason': record['provisioning-error-reason'],
    'provisioning-status': record['provisioning-status'],
    'provisioning-status-timestamp': record['provisioning-status-timestamp'],
  };
}
