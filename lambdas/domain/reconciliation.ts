import { recordedFlows } from './removal';
import type { SourceRecord } from './source-record';
import type { TargetAccountRecord } from './target-account';

/** Something of a target account that bears the mark of the deployment, and the source that it was made for. */
export interface FoundResource {
  /** An input and a channel are MediaLive's, and of a proxy. */
  kind: 'flow' | 'secret' | 'alarm' | 'input' | 'channel';
  arn: string;
  region: string;
  sourceId: string;
}

/** What the records of sources and what is in an account do not have in common. */
export interface Difference {
  kind: FoundResource['kind'];
  arn: string;
  region: string;
  source: string;
  /** There is none of this source; the record names none of it; or the record names one that is not there. */
  what: 'no-record' | 'not-in-record' | 'not-there';
}

/** Claims that a record is of a source of this target account. */
export function isIn(account: Pick<TargetAccountRecord, 'id' | 'organisation-id'>, record: SourceRecord): boolean {
  return record['organisation-id'] === account['organisation-id'] && record['target-account-id'] === account.id;
}

/**
 * In what the records of an account's sources differ from what was `found` of these kinds in one of its Regions; `all` are
 * the records of every account, since another one may stand for the same AWS account. Alarms are of no record's list: that
 * they should not be there is told of those alone whose source is unknown or deleted.
 */
export function differences(
  region: string,
  account: Pick<TargetAccountRecord, 'id' | 'organisation-id'>,
  all: readonly SourceRecord[],
  found: readonly FoundResource[],
  kinds: readonly FoundResource['kind'][],
): Difference[] {
  const records = all.filter((record) => isIn(account, record));
  const known = new Map(records.map((record) => [record.id, record]));
  const others = new Set(all.filter((record) => !isIn(account, record)).map(({ id }) => id));
  const surplus = found.flatMap(({ kind, arn, sourceId }): Difference[] => {
    if (others.has(sourceId)) return [];
    const record = known.get(sourceId);
    const isGone = !record || record['provisioning-status'] === 'deletion-complete';
    if (isGone) return [{ kind, arn, region, source: sourceId, what: 'no-record' }];
    if (kind === 'alarm' || namedBy(record, kind).some((named) => named.arn === arn)) return [];
    return [{ kind, arn, region, source: sourceId, what: 'not-in-record' }];
  });
  const there = new Set(found.map(({ arn }) => arn));
  const missing = records.flatMap((record) =>
    kinds.flatMap((kind) =>
      namedBy(record, kind)
        .filter((named) => named.region === region && !there.has(named.arn))
        .map(({ arn }): Difference => ({ kind, arn, region, source: record.id, what: 'not-there' })),
    ),
  );
  return [...surplus, ...missing];
}

/** What a record names of a kind; one of a deleted source owes nothing. */
function namedBy(record: SourceRecord, kind: FoundResource['kind']): { arn: string; region: string }[] {
  if (record['provisioning-status'] === 'deletion-complete' || kind === 'alarm') return [];
  if (kind === 'flow') return recordedFlows(record);
  if (kind === 'secret') return record.secrets;
  const { region = '', [`${kind}-arn` as const]: arn } = record.proxy ?? {};
  return arn === undefined ? [] : [{ arn, region }];
}
