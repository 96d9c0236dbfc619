import { alarmFindings, alarmStates, shownAlarms } from './alarm-findings';
import { explain, type Matter } from './explanation';
import { errorsOf, findingsOf } from './findings';
import { type Finding, healthOf, reasonsOf } from './health-reason';
import { type HeardFlow, heardOf, type ObservedFlow } from './observed-flow';
import type { ObservedSource } from './observed-source';
import { isBeingDeleted, isUnsettled } from './provisioning-status';
import { type ProxyStatus, proxyStatus } from './proxy-status';
import { isProven, receptionOf, type SourceReception } from './reception';
import { gone, latest, measuredSince, type RefreshedFlow } from './refreshed-flow';
import { type RunningStatus, runningStatus, type SourceStatus } from './running-status';
import type { ProvisionedFlow } from './source';
import { shownFlows } from './source-answer';
import type { SourceRecord } from './source-record';
import { timestamp } from './timestamp';

/** What is known of a flow: what its events say, and what was seen when it was last looked at. */
export interface Known {
  observed?: ObservedFlow | undefined;
  alarms?: ObservedSource['alarms'] | undefined;
  refreshed?: RefreshedFlow | undefined;
}

/** What the knowledge of a flow comes to. */
interface Judgement {
  running: RunningStatus;
  findings: Finding[];
  sources: SourceReception[];
  heard: HeardFlow;
  refreshed?: RefreshedFlow | undefined;
  isHealthy: boolean;
}

/**
 * The status of a source at the time `now` (milliseconds since 1970), from all that is known. `healthy` is answered only
 * where a stream was seen to arrive in the last three minutes.
 */
export function sourceStatus(record: SourceRecord, known: Known, now: number): SourceStatus {
  const [flow] = shownFlows(record);
  const judgement = flow ? judge(record, flow, known, now) : noFlow;
  const { running, findings, sources, heard, refreshed, isHealthy } = judgement;
  const maintenance = maintenanceOf(heard, refreshed);
  const reasons = reasonsOf(findings);
  const since = heard.status && runningStatus(heard.status.is) === running ? heard.status.at : undefined;
  const { described, measured, problem } = refreshed ?? {};
  const alarms = shownAlarms(alarmStates(record['in-force'] ?? record.requested, known.alarms), sources);
  const proxy = proxyOf(record, judgement);
  const checked = [described?.at, measured?.at].filter((at) => at !== undefined);
  return {
    health: { status: healthOf(findings, isHealthy), ...(reasons.length > 0 && { reasons }) },
    'running-status': running,
    ...(since !== undefined && { 'running-since': since }),
    ...(checked.length > 0 && { 'last-checked': moment(Math.min(...checked)) }),
    ...(problem !== undefined && { 'check-problem': problem }),
    ...(running === 'running' &&
      sources.length > 0 && { 'flow-sources': sources.map((each) => show(each, judgement)) }),
    ...(flow && alarms.length > 0 && { alarms }),
    ...(findings.length > 0 && {
      explanations: sorted(findings).map((finding) => {
        const { cause, nextStep } = explain(finding, matterOf(record, flow, finding, running, maintenance));
        return {
          reason: finding.reason,
          ...(finding.flowSource !== undefined && { 'flow-source': finding.flowSource }),
          ...(finding.since !== undefined && { since: moment(finding.since) }),
          cause,
          'next-step': nextStep,
        };
      }),
    }),
    ...(proxy && { proxy }),
    ...(maintenance && { maintenance }),
  };
}

/** How the proxy of a source does, as far as that is known of its channel and of its flow. */
function proxyOf(record: SourceRecord, { running, sources, refreshed }: Judgement): ProxyStatus | undefined {
  const isSilent = sources.length > 0 && sources.every(({ receives }) => receives === false);
  return proxyStatus(record, { channel: refreshed?.channel, flow: running, isSilent });
}

/** What is known of a flow at the time `now`, judged. */
export function judge(record: SourceRecord, flow: ProvisionedFlow, known: Known, now: number): Judgement {
  const heard = heardOf(known.observed);
  const refreshed = currentOf(known.refreshed, flow, heard);
  const names = (refreshed?.described?.['flow-sources'] ?? flow['flow-sources']).map(({ name }) => name);
  const word = statusWord(heard, refreshed);
  const base = { heard, refreshed, sources: [], isHealthy: false };
  const since = heard.status?.is === word && heard.status ? { since: Date.parse(heard.status.at) } : {};
  if (word === gone) {
    const isGone = isGoing(record);
    const reason = isGone ? 'FlowNotRunning' : 'FlowMissing';
    return { ...base, running: isGone ? 'stopped' : 'error', findings: [{ reason }] };
  }
  // What nobody knows counts as running.
  const running = word === undefined ? 'running' : runningStatus(word);
  if (running === 'error') {
    const legs = names.map((name) => ({ name }));
    const errors = errorsOf(legs, heard, refreshed?.described);
    const isSaid = errors.some(({ reason }) => reason === 'FlowError');
    return { ...base, running, findings: isSaid ? errors : [{ reason: 'FlowError', ...since }, ...errors] };
  }
  if (running !== 'running') return { ...base, running, findings: [{ reason: 'FlowNotRunning', ...since }] };
  const sources = receptionOf(names, heard, refreshed);
  const seen = findingsOf(sources, heard, refreshed);
  const alarms = alarmStates(record['in-force'] ?? record.requested, known.alarms);
  const findings = [...seen, ...alarmFindings(alarms, sources, seen, refreshed?.measured?.at)];
  return { ...base, running, sources, findings, isHealthy: word !== undefined && isProven(sources, now) };
}

/** Claims that nothing at all is known of the flow of a source. */
export function isUnknown(record: SourceRecord, { observed, refreshed }: Known): boolean {
  const [flow] = shownFlows(record);
  return flow !== undefined && heardOf(observed).status === undefined && currentStatus(refreshed, flow) === undefined;
}

/**
 * Claims that the events of a flow do not decide what is so, and that nobody has looked at it since they arrived, both in
 * milliseconds since 1970. A look that failed counts too: whoever asks again at once meets the same fault.
 */
export function isUndecided(observed: ObservedFlow | undefined, arrivedAt: number | undefined, lookedAt = 0): boolean {
  return arrivedAt !== undefined && arrivedAt > lookedAt && heardOf(observed).isStale;
}

const noFlow: Judgement = {
  running: 'stopped',
  findings: [{ reason: 'FlowNotRunning' }],
  sources: [],
  heard: heardOf(undefined),
  isHealthy: false,
};

/** A deletion takes the flow away, and so does the roll-back of a creation: then it is not missing. */
function isGoing({ 'provisioning-status': status }: SourceRecord): boolean {
  return isBeingDeleted(status) || status === 'creation-in-progress';
}

/** What was looked at, of this flow and of its present time of running. */
function currentOf(refreshed: RefreshedFlow | undefined, flow: ProvisionedFlow, heard: HeardFlow) {
  if (refreshed?.['flow-arn'] !== flow.arn) return undefined;
  const { measured } = refreshed;
  return measured ? { ...refreshed, measured: measuredSince(measured, heard.measuredFrom) } : refreshed;
}

function currentStatus(refreshed: RefreshedFlow | undefined, flow: ProvisionedFlow): string | undefined {
  return refreshed?.['flow-arn'] === flow.arn ? refreshed.described?.status : undefined;
}

/** The status of the flow in the service's words: as it was heard or looked at, whichever is later. */
function statusWord(heard: HeardFlow, refreshed: RefreshedFlow | undefined): string | undefined {
  const { status } = heard;
  const { described } = refreshed ?? {};
  if (!status || !described) return described?.status ?? status?.is;
  // An event tells only its second: in that of the look, it counts as later. What is gone does not come back.
  const isLater = Date.parse(status.at) >= Math.floor(described.at / 1000) * 1000;
  return isLater && described.status !== gone ? status.is : described.status;
}

function maintenanceOf(heard: HeardFlow, refreshed: RefreshedFlow | undefined): SourceStatus['maintenance'] {
  const { described } = refreshed ?? {};
  const { day, 'start-hour': hour, deadline, 'scheduled-date': date } = described?.maintenance ?? {};
  const { is, at = '' } = heard.maintenance ?? {};
  const isLater = heard.maintenance !== undefined && Date.parse(at) >= Math.floor((described?.at ?? 0) / 1000) * 1000;
  const isHeard = is === 'SCHEDULED' || is === 'RESCHEDULED' || is === 'INPROGRESS';
  const isListed = deadline !== undefined || date !== undefined;
  if (isLater ? !isHeard : !isListed && is !== 'INPROGRESS') return undefined;
  return {
    state: is === 'INPROGRESS' ? 'in-progress' : 'scheduled',
    ...(isHeard && { since: at }),
    ...(date !== undefined && { 'scheduled-date': date }),
    ...(deadline !== undefined && { deadline }),
    ...(day !== undefined && { day }),
    ...(hour !== undefined && { 'start-hour': hour }),
  };
}

function show(source: SourceReception, { refreshed }: Judgement): NonNullable<SourceStatus['flow-sources']>[number] {
  const metrics = refreshed?.measured?.['flow-sources'][source.name] ?? {};
  const described = refreshed?.described?.['flow-sources'].find(({ name }) => name === source.name);
  const isDown = source.receives === false;
  const bitRate = latest(metrics.BitRate)?.value;
  const loss = isDown ? undefined : latest(metrics.PacketLossPercent)?.value;
  const selected = latest(metrics.Selected)?.value;
  const peer = isDown ? undefined : described?.['peer-address'];
  return {
    name: source.name,
    state: source.state,
    ...(source.since !== undefined && { since: moment(source.since) }),
    ...(bitRate !== undefined && { 'bit-rate': isDown ? 0 : Math.round(bitRate) }),
    ...(loss !== undefined && { 'packet-loss-percent': loss }),
    ...(peer !== undefined && { 'peer-address': peer }),
    ...(selected !== undefined && { selected: selected > 0 }),
  };
}

function matterOf(
  record: SourceRecord,
  flow: ProvisionedFlow | undefined,
  { flowSource }: Finding,
  running: RunningStatus,
  maintenance: SourceStatus['maintenance'],
): Matter {
  const configuration = record['in-force'] ?? record.requested;
  const all = configuration['ingress-flows'].flatMap((each) => each['flow-sources']);
  const provisioned = flow?.['flow-sources'].find(({ name }) => name === flowSource);
  const { ip, port, inputs = [] } = provisioned ?? {};
  const addresses = [{ ip, port }, ...inputs].flatMap((each) => (each.ip ? [`${each.ip}:${each.port}`] : []));
  return {
    running,
    isMeantToRun: record.running,
    isBusy: isUnsettled(record['provisioning-status']),
    errorReason: record['provisioning-error-reason'],
    flowSource: all.find(({ name }) => name === flowSource),
    ...(addresses.length > 0 && { address: addresses.join(' and ') }),
    isMaintained: maintenance?.state === 'in-progress',
  };
}

/** The worst first, as the reasons are. */
function sorted(findings: readonly Finding[]): Finding[] {
  const order = reasonsOf(findings);
  return [...findings].sort((one, other) => order.indexOf(one.reason) - order.indexOf(other.reason));
}

function moment(at: number): string {
  return timestamp(new Date(at));
}
