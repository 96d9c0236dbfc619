import { actingIn } from '../aws/acting-account';
import { describeAlarms } from '../aws/alarms';
import { listFlows, resourceTags } from '../aws/mediaconnect';
import { findByTags } from '../aws/medialive';
import { listSecrets } from '../aws/secret-store';
import { SourceIndexes } from '../aws/source-indexes';
import { TargetAccounts } from '../aws/target-accounts';
import { alarmPrefix, readAlarmName } from '../domain/alarm';
import { isOfAccount, ownerOf } from '../domain/ownership';
import { type Difference, differences, type FoundResource, isIn } from '../domain/reconciliation';
import { recordedFlows } from '../domain/removal';
import type { SourceRecord } from '../domain/source-record';
import type { TargetAccountRecord } from '../domain/target-account';
import { environmentOf } from '../runtime/environment';
import { react } from '../runtime/react';

const environment = environmentOf('reconcile');
const indexes = new SourceIndexes(environment.TABLE_NAME);
const accounts = new TargetAccounts(environment.TABLE_NAME);

/** Lambda answers six megabytes at the most; so many differences are far below it. */
const mostDifferences = 5_000;

/** One Region of one target account. */
interface Place {
  'target-account': string;
  region: string;
}

type Kind = FoundResource['kind'];
type Look = (account: TargetAccountRecord, region: string, all: readonly SourceRecord[]) => Promise<FoundResource[]>;

/** MediaLive last: it is not in every Region, and what was found before it is told all the same. */
const looks: readonly [kinds: readonly Kind[], look: Look][] = [
  [['flow', 'secret', 'alarm'], resourcesIn],
  [['input', 'channel'], proxiesIn],
];

/** What came of looking: where it was looked, where it could not be, and what differs there. */
interface Report {
  looked: Place[];
  failed: (Place & { why: string })[];
  differences: (Difference & { 'target-account': string })[];
}

/**
 * Tells in what the records of all sources differ from the flows, secrets, alarms and proxies that bear the deployment's
 * mark, in every Region of every target account, and changes nothing. A source that a run is changing meanwhile may differ.
 */
export const handler = react('reconcile', async (): Promise<Report> => {
  const records: SourceRecord[] = [];
  for await (const record of indexes.all()) records.push(record);
  const report: Report = { looked: [], failed: [], differences: [] };
  for await (const account of accounts.all()) {
    await lookInto(account, records, report);
  }
  report.differences.splice(mostDifferences);
  return report;
});

async function lookInto(account: TargetAccountRecord, all: readonly SourceRecord[], report: Report): Promise<void> {
  const records = all.filter((record) => isIn(account, record));
  const { verification } = account;
  for (const region of account.regions) {
    const place: Place = { 'target-account': account.id, region };
    if (verification.status !== 'verified') {
      report.failed.push({ ...place, why: `The verification of the target account is ${verification.status}.` });
      continue;
    }
    try {
      for (const [kinds, look] of looks) {
        const found = await actingIn(account, () => look(account, region, records));
        const told = differences(region, account, all, found, kinds);
        report.differences.push(...told.map((each) => ({ ...each, 'target-account': account.id })));
      }
      report.looked.push(place);
    } catch (error) {
      report.failed.push({ ...place, why: (error as Error).message });
    }
  }
}

/** What is in a Region and bears the deployment's mark; a flow from which somebody took it is known by its ARN. */
async function resourcesIn(
  account: TargetAccountRecord,
  region: string,
  records: readonly SourceRecord[],
): Promise<FoundResource[]> {
  const { DEPLOYMENT_ID, SECRET_PREFIX } = environment;
  const found: FoundResource[] = [];
  const recorded = new Map(records.flatMap((record) => recordedFlows(record).map(({ arn }) => [arn, record.id])));
  for await (const { flowArn } of listFlows(region)) {
    const sourceId = recorded.get(flowArn) ?? ownerIn(account, await resourceTags(region, flowArn));
    if (sourceId) found.push({ kind: 'flow', arn: flowArn, region, sourceId });
  }
  for await (const { arn, tags } of listSecrets(region, `${SECRET_PREFIX}/`)) {
    const sourceId = ownerIn(account, tags);
    if (sourceId) found.push({ kind: 'secret', arn, region, sourceId });
  }
  for (const { AlarmName, arn } of await describeAlarms(region, alarmPrefix(DEPLOYMENT_ID))) {
    const sourceId = readAlarmName(AlarmName)?.sourceId;
    if (sourceId) found.push({ kind: 'alarm', arn, region, sourceId });
  }
  return found;
}

/** What of proxies is in a Region, in the same way. */
async function proxiesIn(
  account: TargetAccountRecord,
  region: string,
  records: readonly SourceRecord[],
): Promise<FoundResource[]> {
  const recorded = new Map(
    records.flatMap(({ id, proxy }) => [proxy?.['input-arn'], proxy?.['channel-arn']].map((arn) => [arn, id])),
  );
  const found: FoundResource[] = [];
  for (const kind of ['input', 'channel'] as const) {
    for (const { arn, tags } of await findByTags(region, `${kind}s`, () => true)) {
      const sourceId = recorded.get(arn) ?? ownerIn(account, tags);
      if (sourceId) found.push({ kind, arn, region, sourceId });
    }
  }
  return found;
}

/** The source of this target account that bears these tags: another one may stand for the same AWS account. */
function ownerIn(account: TargetAccountRecord, tags: Readonly<Record<string, string>>): string | undefined {
  return isOfAccount(account, tags) ? ownerOf(environment.DEPLOYMENT_ID, tags) : undefined;
}
