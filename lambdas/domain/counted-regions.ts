import type { SourceRecord } from './source-record';

/** The Regions in which a source has something, is to have it, or may have left it; none once it is deleted. Sorted. */
export function regionsInUse(record: SourceRecord): string[] {
  if (record['provisioning-status'] === 'deletion-complete') return [];
  const flows = [record.requested, record['in-force']].flatMap((each) => [
    ...(each?.['ingress-flows'] ?? []),
    ...(each?.['egress-flows'] ?? []),
  ]);
  const made = [...record.flows, ...record['next-flows'], ...record['surplus-flows'], ...record['flow-creations']];
  // A proxy that could not be removed is still where the source was.
  const proxies = record.proxy ? [record.proxy] : [];
  const named = [...flows, ...made, ...record.secrets, ...proxies].map(({ region }) => region);
  return [...new Set([...named, ...(record['alarm-regions'] ?? [])])].sort();
}
