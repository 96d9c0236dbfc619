import { maskedConfiguration, revealedConfiguration } from './show-source';
import type { RevealedSource, Source, SourceSummary } from './source';
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

function provisioning(record: SourceRecord) {
  return {
    id: record.id,
    // Until the first flow is in force, the one that is being made tells a sender its address already.
    'provisioned-flows': {
      'ingress-flows': record.flows.length > 0 ? record.flows : record['next-flows'],
      'egress-flows': [],
    },
    'provisioning-error-reason': record['provisioning-error-reason'],
    'provisioning-status': record['provisioning-status'],
    'provisioning-status-timestamp': record['provisioning-status-timestamp'],
  };
}
