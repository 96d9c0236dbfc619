import * as z from 'zod';
import { isUnsettled } from './provisioning-status';
import { asksForProxy, ProxyState } from './proxy';
import type { RunningStatus } from './running-status';
import type { SourceRecord } from './source-record';

/** Why a proxy shows nothing, or not what is on air. */
export const ProxyReason = z.enum([
  'ProxyOff',
  'SourceStopped',
  'ProxyNotReady',
  'ProxyFailed',
  'ChannelMissing',
  'ChannelFailed',
  'ChannelStopped',
  'ChannelNotStopped',
  'ChannelUnreadable',
  'FlowNotRunning',
  'NoSignal',
  'NoSegmentYet',
  'NoNewSegment',
  'BucketMissing',
  'BucketUnreadable',
]);
export type ProxyReason = z.infer<typeof ProxyReason>;

/** What a source tells of its proxy without asking anybody. */
export const ShownProxy = z.object({
  state: ProxyState,
  tier: z.int(),
  'channel-arn': z.string().optional(),
  reason: z.string().optional(),
});
export type ShownProxy = z.infer<typeof ShownProxy>;

/** What a status tells of a proxy; it says nothing of the health of the source. */
export const ProxyStatus = z.object({
  state: ProxyState,
  /** Absent where there is nothing to say. */
  reason: ProxyReason.optional(),
  message: z.string().optional(),
});
export type ProxyStatus = z.infer<typeof ProxyStatus>;

/** What was seen of a channel when it was last looked at, in the service's word, or why it could not be. */
export const SeenChannel = z.object({
  id: z.string(),
  /** When it was asked for, milliseconds since 1970. */
  at: z.int(),
  state: z.string().optional(),
  problem: z.string().optional(),
  /** Where it writes to was not there. */
  'bucket-missing': z.literal(true).optional(),
});
export type SeenChannel = z.infer<typeof SeenChannel>;

/** The state of a channel that MediaLive does not know. */
export const channelGone = 'DELETED';

const states: Readonly<Record<string, ProxyState>> = {
  CREATING: 'starting',
  STARTING: 'starting',
  RUNNING: 'running',
  RECOVERING: 'running',
  STOPPING: 'stopping',
  UPDATING: 'stopped',
  IDLE: 'stopped',
  DELETING: 'stopping',
  DELETED: 'stopped',
  CREATE_FAILED: 'error',
  UPDATE_FAILED: 'error',
};

/** The state of a proxy whose channel is in this state of MediaLive; a word that is not known is `unknown`. */
export function proxyStateOf(channelState: string): ProxyState {
  return states[channelState] ?? 'unknown';
}

/** Claims that a channel in this state of MediaLive runs, or is about to, and is billed. */
export function isOnAir(channelState: string): boolean {
  return ['starting', 'running'].includes(proxyStateOf(channelState));
}

/** What a source tells of its proxy, from its record alone; undefined where it has none. */
export function shownProxy(record: SourceRecord): ShownProxy | undefined {
  const { proxy, requested } = record;
  const failed = record['proxy-failed'];
  if (!asksForProxy(requested) && !proxy) return undefined;
  return {
    state: failed !== undefined ? 'error' : ownState(record),
    tier: requested['proxy-tier'],
    ...(proxy?.['channel-arn'] !== undefined && { 'channel-arn': proxy['channel-arn'] }),
    ...(failed !== undefined && { reason: failed }),
  };
}

/** What the record says a proxy does. One that is still to be made will start, unless its source stands still. */
function ownState({ proxy, requested, running, 'provisioning-status': status }: SourceRecord): ProxyState {
  if (!asksForProxy(requested) || status.startsWith('deletion-')) return 'stopping';
  if (proxy) return proxy.state;
  return running && !status.endsWith('-failed') ? 'starting' : 'stopped';
}

/** What is known of what a proxy shows: its channel as it was looked at, and the flow that feeds it. */
export interface ProxyKnown {
  channel?: SeenChannel | undefined;
  flow: RunningStatus;
  /** Whether the flow is known to receive nothing. */
  isSilent: boolean;
}

/** How a proxy does; undefined where the source has none. */
export function proxyStatus(record: SourceRecord, { channel, flow, isSilent }: ProxyKnown): ProxyStatus | undefined {
  const shown = shownProxy(record);
  if (!shown) return undefined;
  // Also of one that is no longer asked for: what could not be removed may run.
  if (shown.reason !== undefined) return said('error', 'ProxyFailed', shown.reason);
  if (!asksForProxy(record.requested)) return said(shown.state, 'ProxyOff');
  const { 'channel-id': id, 'seen-at': seenAt = 0 } = record.proxy ?? {};
  // What was seen before a run did is of then.
  const seen = id !== undefined && channel?.id === id && channel.at >= seenAt ? channel : undefined;
  if (!record.running) {
    const isLeftOn = seen?.state !== undefined && isOnAir(seen.state) && !isUnsettled(record['provisioning-status']);
    return isLeftOn ? said('running', 'ChannelNotStopped') : said(shown.state, 'SourceStopped');
  }
  // After a creation that failed nothing is being made, and there is no flow to make it of.
  const isNoneDue = shown.state === 'stopped' && flow !== 'running';
  if (id === undefined) return said(shown.state, isNoneDue ? 'FlowNotRunning' : 'ProxyNotReady');
  if (!seen) return withFlow(shown.state, { flow, isSilent });
  if (seen.problem !== undefined) return said('unknown', 'ChannelUnreadable', seen.problem);
  const word = seen.state ?? channelGone;
  if (word === channelGone) return said('error', 'ChannelMissing');
  const state = proxyStateOf(word);
  if (state === 'error') return said('error', 'ChannelFailed', word);
  return withFlow(state, { channel: seen, flow, isSilent });
}

function withFlow(state: ProxyState, { channel, flow, isSilent }: ProxyKnown): ProxyStatus {
  const isStill = state === 'stopped' || state === 'stopping';
  if (!isStill && state !== 'running') return said(state, 'ProxyNotReady');
  // It stands still with a flow that somebody stopped, and as long as one is started.
  if (flow !== 'running') return said(state, 'FlowNotRunning');
  if (isStill) return said(state, 'ChannelStopped');
  if (channel?.['bucket-missing']) return said(state, 'BucketMissing');
  return isSilent ? said(state, 'NoSignal') : { state };
}

function said(state: ProxyState, reason: ProxyReason, words = ''): ProxyStatus {
  return { state, reason, message: proxyMessage(reason, words) };
}

/** What a person should know of a reason; `words` are what is known beside it. */
export function proxyMessage(reason: ProxyReason, words = ''): string {
  return [texts[reason], words].filter(Boolean).join(' ');
}

const texts: Record<ProxyReason, string> = {
  ProxyOff: 'The source has no proxy: set proxy-enabled to true.',
  SourceStopped: 'The source is stopped, and its proxy with it: start the source.',
  ProxyNotReady: 'The proxy is being made or started, which takes MediaLive a minute or two.',
  ProxyFailed: 'The proxy is not as asked for; it is tried again by itself, or by a repair.',
  ChannelMissing: 'Somebody has deleted the channel: repair the source.',
  ChannelFailed: 'MediaLive could not make or change the channel: repair the source.',
  ChannelStopped: 'The channel stands still although the source runs: repair the source.',
  ChannelNotStopped: 'The channel runs, and is billed, although the source is stopped: stop the source again.',
  ChannelUnreadable: 'The channel could not be looked at.',
  FlowNotRunning: 'The flow does not run, so that the channel gets nothing.',
  NoSignal: 'The flow receives no stream, so that there is no new picture.',
  NoSegmentYet: 'The channel runs and has written nothing yet: the first picture comes some seconds after the stream.',
  NoNewSegment: 'The channel has written nothing for half a minute.',
  BucketMissing:
    'The bucket for proxies is not there: deploy the stack for this Region, which has it (docs/target-accounts.md).',
  BucketUnreadable: 'The bucket for proxies could not be read.',
};
