import * as z from 'zod';
import { ingressOf } from './recorded-flow';
import type { ProvisionedFlow, SourceConfiguration } from './source';
import type { SourceRecord } from './source-record';

/** The class of input that a tier pays for (MediaLive, "InputSpecification"), in the service's words. */
export interface InputSpecification {
  codec: 'AVC' | 'HEVC';
  resolution: 'SD' | 'HD' | 'UHD';
  maximumBitrate: 'MAX_10_MBPS' | 'MAX_20_MBPS' | 'MAX_50_MBPS';
}

const tiers: Readonly<Record<number, InputSpecification>> = {
  1: { codec: 'AVC', resolution: 'SD', maximumBitrate: 'MAX_10_MBPS' },
  2: { codec: 'AVC', resolution: 'HD', maximumBitrate: 'MAX_10_MBPS' },
  3: { codec: 'AVC', resolution: 'HD', maximumBitrate: 'MAX_20_MBPS' },
  4: { codec: 'HEVC', resolution: 'HD', maximumBitrate: 'MAX_50_MBPS' },
  5: { codec: 'HEVC', resolution: 'UHD', maximumBitrate: 'MAX_50_MBPS' },
};

/** The class of input of a tier from 1 to 5. */
export function inputSpecification(tier: number): InputSpecification {
  const found = tiers[tier];
  if (!found) throw new Error(`there is no tier ${tier}`);
  return found;
}

/** A tier in words, such as `tier 2 (AVC HD up to 10 Mb/s)`. */
export function tierText(tier: number): string {
  const { codec, resolution, maximumBitrate } = inputSpecification(tier);
  return `tier ${tier} (${codec} ${resolution} up to ${maximumBitrate.replace(/\D/g, '')} Mb/s)`;
}

/** What a proxy does, in the words of `running-status`. */
export const ProxyState = z.enum(['starting', 'running', 'stopping', 'stopped', 'error', 'unknown']);
export type ProxyState = z.infer<typeof ProxyState>;

/** Something of a proxy that was asked for, and of which no answer came yet. */
const OpenProxyCreation = z.object({
  what: z.enum(['input', 'channel']),
  /** MediaLive makes one thing of all requests with it. */
  'request-id': z.uuid(),
  run: z.int(),
  /** When the function that made the call has certainly ended (ISO 8601). */
  'function-ends-at': z.string(),
});

/** The proxy of a source as far as it is made: what of it there is in MediaLive, and may be. */
export const RecordedProxy = z.object({
  region: z.string(),
  'input-id': z.string().optional(),
  'input-arn': z.string().optional(),
  'channel-id': z.string().optional(),
  'channel-arn': z.string().optional(),
  'open-creation': OpenProxyCreation.optional(),
  /** What it was last seen to do by a run, and when (milliseconds since 1970). */
  state: ProxyState,
  'seen-at': z.int(),
});
export type RecordedProxy = z.infer<typeof RecordedProxy>;

/** Claims that a configuration asks for a proxy. */
export function asksForProxy(configuration: Pick<SourceConfiguration, 'proxy-enabled'>): boolean {
  return configuration['proxy-enabled'] === true;
}

/**
 * Claims that a source has a proxy, may have one, or is to have one, or that it is noted that it has not: nobody is asked
 * about any other.
 */
export function concernsProxy(record: Pick<SourceRecord, 'requested' | 'proxy' | 'proxy-failed'>): boolean {
  return asksForProxy(record.requested) || record.proxy !== undefined || record['proxy-failed'] !== undefined;
}

/** What a source asks of its proxy, and of which flow. */
export interface DesiredProxy {
  flow: Pick<ProvisionedFlow, 'arn' | 'region'>;
  specification: InputSpecification;
  running: boolean;
}

/**
 * The proxy that a source is to have now, which is of the flow in force; undefined where it is to have none. It runs only
 * while the source does, and not on a flow that somebody stopped by hand.
 */
export function desiredProxy(record: SourceRecord): DesiredProxy | undefined {
  const [flow] = ingressOf(record.flows);
  if (!flow || record['run-mode'] === 'deprovision' || !asksForProxy(record.requested)) return undefined;
  return {
    flow,
    specification: inputSpecification(record.requested['proxy-tier']),
    running: record.running && !record['left-stopped']?.includes(flow.arn),
  };
}

/** Where the objects of a source's proxy begin, in the bucket of its Region. */
export function proxyPrefix(sourceId: string): string {
  return `${sourceId}/`;
}

/** A bucket for proxies of a target account. */
export interface ProxyBucket {
  name: string;
  region: string;
}

/** The bucket for proxies in an account and Region; `buckets` is what the names of a deployment begin with. */
export function proxyBucket(buckets: string, account: string, region: string): ProxyBucket {
  return { name: `${buckets}-${account}-${region}`, region };
}

/** The name of the media playlist and of what it lists, without their ends: MediaLive puts its own modifiers behind. */
export const proxyName = 'proxy';
/** What MediaLive puts behind that name for the one rendition. */
export const renditionModifier = '_360p';
