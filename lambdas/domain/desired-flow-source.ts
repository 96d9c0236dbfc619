import type { Label } from './metadata';
import type { FlowSource } from './source';
import { defined, type Loose, tagsOf } from './wire';

/** How MediaConnect is to decrypt a flow source. */
export type DesiredDecryption =
  | { keyType: 'static-key'; algorithm: 'aes128' | 'aes192' | 'aes256'; roleArn: string; secretArn: string }
  | { keyType: 'srt-password'; roleArn: string; secretArn: string };

/** A flow source in MediaConnect's wire vocabulary, as CreateFlow and AddFlowSources take it. */
export interface DesiredFlowSource {
  name: string;
  /** Absent for an entitlement, which is no protocol to MediaConnect. */
  protocol?: Exclude<FlowSource['protocol'], 'entitlement'>;
  description?: string;
  entitlementArn?: string;
  ingestPort?: number;
  whitelistCidr?: string;
  vpcInterfaceName?: string;
  sourceListenerAddress?: string;
  sourceListenerPort?: number;
  streamId?: string;
  minLatency?: number;
  maxLatency?: number;
  maxBitrate?: number;
  maxSyncBuffer?: number;
  decryption?: DesiredDecryption;
  mediaStreamSourceConfigurations?: DesiredStreamUse[];
  sourceTags?: Record<string, string>;
}

/** A media stream that a CDI or ST 2110 JPEG XS source carries, and the inputs it comes by. */
export interface DesiredStreamUse {
  encodingName: string;
  mediaStreamName: string;
  inputConfigurations?: { inputPort: number; interface: { name: string } }[];
}

/** What a flow needs that its configuration does not hold. */
export interface FlowContext {
  secretArn(secretId: string): string;
  readonly secretsRoleArn: string;
  readonly vpcRoleArn: string;
  /** The tags that say whose the flow is. */
  readonly tags: Readonly<Record<string, string>>;
  /** The labels of the source, which its flow bears too. */
  readonly labels?: readonly Label[] | undefined;
}

/** A flow source of the configuration in MediaConnect's vocabulary. */
export function desiredFlowSource(source: FlowSource, context: FlowContext): DesiredFlowSource {
  const { description, name, metadata, protocol } = source;
  const tags = tagsOf(metadata?.labels);
  return defined({
    name,
    protocol: protocol === 'entitlement' ? undefined : protocol,
    description,
    ...transportOf(source),
    decryption: decryptionOf(source, context),
    sourceTags: tags,
  });
}

type Transport = Omit<DesiredFlowSource, 'name' | 'protocol' | 'description' | 'decryption' | 'sourceTags'>;

function transportOf(source: FlowSource): Loose<Transport> {
  switch (source.protocol) {
    case 'entitlement':
      return { entitlementArn: source['entitlement-arn'] };
    case 'srt-listener':
      return { ...listening(source), minLatency: source['min-latency'], maxBitrate: source['max-bitrate'] };
    case 'srt-caller':
      return {
        sourceListenerAddress: source['source-listener-address'],
        sourceListenerPort: source['source-listener-port'],
        streamId: source['stream-id'],
        vpcInterfaceName: source['vpc-interface-name'],
        minLatency: source['min-latency'],
        maxBitrate: source['max-bitrate'],
      };
    case 'rtp':
    case 'rtp-fec':
      return { ...listening(source), maxBitrate: source['max-bitrate'] };
    case 'rist':
      return { ...listening(source), maxLatency: source['max-latency'], maxBitrate: source['max-bitrate'] };
    case 'zixi-push':
      // The port is the service's choice: 2088 in public, one of 2090–2099 in a VPC.
      return {
        whitelistCidr: source['whitelist-cidr'],
        vpcInterfaceName: source['vpc-interface-name'],
        streamId: source['stream-id'],
        maxLatency: source['max-latency'],
      };
    case 'cdi':
      return {
        ingestPort: source['ingest-port'],
        vpcInterfaceName: source['vpc-interface-name'],
        maxSyncBuffer: source['max-sync-buffer'],
        mediaStreamSourceConfigurations: source['media-stream-source-configurations'].map((use) => ({
          encodingName: use['encoding-name'],
          mediaStreamName: use['media-stream-name'],
        })),
      };
    case 'st2110-jpegxs':
      return {
        maxSyncBuffer: source['max-sync-buffer'],
        mediaStreamSourceConfigurations: source['media-stream-source-configurations'].map((use) => ({
          encodingName: use['encoding-name'],
          mediaStreamName: use['media-stream-name'],
          inputConfigurations: use['input-configurations'].map((input) => ({
            inputPort: input['input-port'],
            interface: { name: input['vpc-interface-name'] },
          })),
        })),
      };
  }
}

type Listener = Extract<FlowSource, { protocol: 'srt-listener' | 'rtp' | 'rtp-fec' | 'rist' }>;

function listening(source: Listener): Loose<Transport> {
  return {
    ingestPort: source['ingest-port'],
    whitelistCidr: source['whitelist-cidr'],
    vpcInterfaceName: source['vpc-interface-name'],
  };
}

const algorithms = { AES128: 'aes128', AES192: 'aes192', AES256: 'aes256' } as const;

function decryptionOf(source: FlowSource, context: FlowContext): DesiredDecryption | undefined {
  const settings = 'decryption-settings' in source ? source['decryption-settings'] : undefined;
  if (!settings) return undefined;
  const where = { roleArn: context.secretsRoleArn, secretArn: context.secretArn(settings['secret-id']) };
  return settings['encryption-type'] === 'SRT_PASSWORD'
    ? { keyType: 'srt-password', ...where }
    : { keyType: 'static-key', algorithm: algorithms[settings['encryption-type']], ...where };
}
