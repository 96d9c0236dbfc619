import { type Advice, explain } from './explanation';
import { type Finding, healthOf, reasonsOf } from './health-reason';
import { isUnsettled } from './provisioning-status';
import { inPlaceOf, type RecordedFlow } from './recorded-flow';
import type { RunningStatus, SourceStatus } from './running-status';
import type { EgressFlow } from './source';
import { shownEgressFlows } from './source-answer';
import type { SourceRecord } from './source-record';
import { judge, type Known } from './source-status';

type EgressStatus = NonNullable<SourceStatus['egress-flows']>[number];

/**
 * The status of each egress flow of a source at the time `now` (milliseconds since 1970), in the order of the
 * configuration; undefined where it has none. `known` holds what is known of each by its ARN.
 */
export function egressStatuses(
  record: SourceRecord,
  known: ReadonlyMap<string, Known>,
  now: number,
): EgressStatus[] | undefined {
  const asked = (record['in-force'] ?? record.requested)['egress-flows'] ?? [];
  if (asked.length === 0) return undefined;
  const flows = shownEgressFlows(record);
  return asked.map((each) => {
    const flow = inPlaceOf(flows, { name: each.name, type: 'egress' }, 0);
    return statusOf(record, each, flow, (flow && known.get(flow.arn)) ?? {}, now);
  });
}

function statusOf(
  record: SourceRecord,
  { name, region }: EgressFlow,
  flow: RecordedFlow | undefined,
  known: Known,
  now: number,
): EgressStatus {
  // Alarms watch what comes in.
  const judged = flow && judge(record, flow, { ...known, alarms: undefined }, now);
  const running = judged?.running ?? 'stopped';
  const findings = judged?.findings ?? [{ reason: 'FlowNotRunning' as const }];
  const reasons = reasonsOf(findings);
  const problem = known.refreshed?.problem;
  return {
    name,
    region,
    ...(flow && { arn: flow.arn }),
    health: { status: healthOf(findings, judged?.isHealthy ?? false), ...(reasons.length > 0 && { reasons }) },
    'running-status': running,
    ...(problem !== undefined && { 'check-problem': problem }),
    ...(findings.length > 0 && {
      explanations: reasons.map((reason) => {
        const finding = findings.find((each) => each.reason === reason) ?? { reason };
        const { cause, nextStep } = adviceOn(finding, running, record);
        return { reason, cause, 'next-step': nextStep };
      }),
    }),
  };
}

/** What is the matter where it is another matter than with a flow that somebody sends to. */
const texts: Partial<Record<Finding['reason'], Advice>> = {
  FlowMissing: {
    cause: 'The egress flow no longer exists in MediaConnect: somebody or something outside of this system deleted it.',
    nextStep: 'POST …/repair makes another one and feeds it. What was taken from the old one has to be set up again.',
  },
  InputNotConnected: {
    cause:
      'Nothing comes from the ingress flow: it does not run, has no input itself, or its output to this flow was changed by hand.',
    nextStep:
      'Look at the status of the source first. If that is healthy, GET …?include-drift=true shows what was changed, and POST …/repair sets it right.',
  },
  DecryptionError: {
    cause:
      'What the ingress flow sends cannot be decrypted: the passphrase of one of the two was removed or replaced by hand.',
    nextStep: 'Remove the egress flow from egress-flows and add it again: it gets another passphrase.',
  },
};

function adviceOn(finding: Finding, running: RunningStatus, record: SourceRecord): Advice {
  const status = record['provisioning-status'];
  const matter = {
    running,
    isMeantToRun: record.running,
    isBusy: isUnsettled(status),
    errorReason: record['provisioning-error-reason'],
    isMaintained: false,
  };
  return texts[finding.reason] ?? explain(finding, matter);
}
