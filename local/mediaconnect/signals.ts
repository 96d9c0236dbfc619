import { badRequest, notFound } from './faults';
import { observation } from './health';
import { isRunning } from './lifecycle';
import { maintain } from './maintenance';
import type { Flow, FlowSource } from './record';
import type { SignalRequest } from './requests';
import { isEssence, kindOf } from './source-rules';
import type { Work } from './work';

/**
 * Connects a signal to a source of a flow, or to all of them when no `flowSource` is named, or takes it away. It stays until the
 * next such call: through stops, starts and restarts of the simulator.
 */
export function applySignal(work: Work, request: SignalRequest): string[] {
  const { flowArn, flowSource, since, maintenance, ...signal } = request;
  if (signal.connected === undefined && !maintenance) throw badRequest('connected is required.');
  const [, , , region = '', account = ''] = flowArn.split(':');
  const flow = work.change(account, region).flows.find((each) => each.arn === flowArn);
  if (!flow) throw notFound(`Flow ${flowArn} not found.`);
  if (maintenance) maintain(work, flow, maintenance);
  if (signal.connected === undefined) return [];
  const sources = flow.sources.filter((each) => flowSource === undefined || each.settings.name === flowSource);
  if (sources.length === 0) {
    const names = flow.sources.map((each) => each.settings.name).join(', ');
    throw badRequest(`The flow has no source named ${flowSource}; it has ${names}.`);
  }
  const { bitRate = 0, packetLossPercent = 0 } = signal;
  if (bitRate < 0) throw badRequest(`bitRate ${bitRate} must not be negative.`);
  if (packetLossPercent < 0 || packetLossPercent > 100)
    throw badRequest(`packetLossPercent ${packetLossPercent} must be 0-100.`);
  for (const source of sources) {
    if (isEssence(kindOf(source.settings)) && (signal.tr101 || signal.programs || signal.contentQuality))
      throw badRequest('tr101, programs and contentQuality are for transport streams.');
    source.signal = signal;
    source.signalChanged = work.now;
  }
  if (since !== undefined) for (const source of sources) backdate(work, flow, source, Date.parse(since));
  return sources.map((each) => each.settings.name);
}

/** Lets the metrics of a source show its signal from a moment in the past on, in place of what they showed since. */
function backdate(work: Work, flow: Flow, source: FlowSource, since: number): void {
  if (!(since < work.now)) throw badRequest('since must be a time in the past.');
  if (!isRunning(flow)) throw badRequest('since is for a flow that runs.');
  const before = source.observations.filter(({ from }) => from < since);
  for (const each of before) each.until = Math.min(each.until ?? since, since);
  source.observations = [...before, { ...observation(work, flow, source), from: since }];
}
