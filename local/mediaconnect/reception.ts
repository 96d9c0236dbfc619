import { isRunning } from './lifecycle';
import type { Flow, FlowSource } from './record';

/** True while a running flow receives the signal connected to a source, and nothing of its keys or entitlement prevents it. */
export function isReceiving(flow: Flow, source: FlowSource): boolean {
  const silenced = flow.alerts.some((each) => each.silences && each.sourceArn === source.arn);
  return isRunning(flow) && !silenced && source.signal?.connected === true;
}

/** The source whose stream the flow passes on: the primary if it receives, else the first that does. */
export function selectedSource(flow: Flow): FlowSource | undefined {
  const receiving = flow.sources.filter((each) => isReceiving(flow, each));
  const primary = flow.failover?.sourcePriority?.primarySource;
  return receiving.find((each) => each.settings.name === primary) ?? receiving[0];
}

/** Bits per second that a receiving source shows when its signal names none: half of its ceiling, at most 10 Mb/s. */
export function bitRate(source: FlowSource): number {
  const ceiling = source.settings.maxBitrate ?? 20_000_000;
  return source.signal?.bitRate ?? Math.min(10_000_000, Math.floor(ceiling / 2));
}
