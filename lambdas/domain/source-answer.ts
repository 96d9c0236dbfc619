import { egressOf, ingressOf, type RecordedFlow } from './recorded-flow';
import { maskedConfiguration, revealedConfiguration } from './show-source';
import type { RevealedSource, Source, SourceSummary } from './shown-source';
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

/**
 * The ingress flows that answers tell of: until the first is in force, the one being made, whose address a sender may use.
 */
export function shownFlows(record: SourceRecord): RecordedFlow[] {
  return ingressOf(present(record));
}

/** The egress flows that answers tell of, in the same way. */
export function shownEgressFlows(record: SourceRecord): RecordedFlow[] {
  return egressOf(present(record));
}

function present(record: SourceRecord): RecordedFlow[] {
  return record.flows.length > 0 ? record.flows : record['next-flows'];
}

/** An egress flow with the address of its input. */
function provisionedEgressFlow({ arn, az, region, name, 'flow-sources': [input] }: RecordedFlow) {
  return { arn, az, region, name, ip: input?.ip, port: input?.port };
}

function provisioning(record: SourceRecord) {
  return {
    id: record.id,
    'provisioned-flows': {
      'ingress-flows': shownFlows(record),
      'egress-flows': shownEgressFlows(record).map(provisionedEgressFlow),
    },
    'provisioning-error-reason': record['provisioning-error-reason'],
    'provisioning-status': record['provisioning-status'],
    'provisioning-status-timestamp': record['provisioning-status-timestamp'],
  };
}
