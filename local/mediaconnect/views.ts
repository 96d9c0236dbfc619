import { isIP } from 'node:net';
import { managedOutputView } from './managed-outputs';
import { isReceiving } from './reception';
import type { Entitlement, Flow, FlowSource, MediaStream, Output, VpcInterface } from './record';
import type { Encryption } from './requests';
import { kindOf } from './source-rules';

/** A flow as the service describes it. Members that are undefined are left out when it is serialised. */
export function flowView(flow: Flow) {
  const sources = flow.sources.map((each) => sourceView(flow, each));
  return {
    availabilityZone: flow.availabilityZone,
    egressIp: flow.egressIp,
    encodingConfig: flow.encoding,
    entitlements: flow.entitlements.map(entitlementView),
    flowArn: flow.arn,
    flowSize: flow.size,
    maintenance: flow.maintenance,
    mediaStreams: flow.mediaStreams.length > 0 ? flow.mediaStreams.map(mediaStreamView) : undefined,
    name: flow.name,
    ndiConfig: flow.ndi,
    outputs: [
      ...flow.outputs.map((each) => outputView(flow, each)),
      ...(flow.managedOutputs ?? []).map(managedOutputView),
    ],
    source: sources[0],
    sourceFailoverConfig: flow.failover,
    sourceMonitoringConfig: flow.monitoring,
    sources,
    status: flow.status,
    vpcInterfaces: flow.vpcInterfaces.map(vpcInterfaceView),
  };
}

/** A source as the service describes it: addresses on the source, protocol settings under `transport`. */
export function sourceView(flow: Flow, source: FlowSource) {
  const { settings } = source;
  const { protocol, maxBitrate, maxLatency, maxSyncBuffer, minLatency, streamId } = settings;
  const { ndiSourceSettings, sourceListenerAddress, sourceListenerPort } = settings;
  const callers = { ndiSourceSettings, sourceListenerAddress, sourceListenerPort };
  return {
    dataTransferSubscriberFeePercent: settings.entitlementArn ? 0 : undefined,
    decryption: settings.decryption && encryptionView(settings.decryption),
    description: settings.description,
    entitlementArn: settings.entitlementArn,
    ingestIp: source.port === undefined ? undefined : ingestIp(flow, source),
    ingestPort: source.port,
    mediaStreamSourceConfigurations: settings.mediaStreamSourceConfigurations?.map((each) => ({
      ...each,
      inputConfigurations: each.inputConfigurations?.map((input) => ({
        ...input,
        inputIp: interfaceIp(flow, input.interface.name),
      })),
    })),
    name: settings.name,
    peerIpAddress: isReceiving(flow, source) ? peerIp(source) : undefined,
    sourceArn: source.arn,
    transport: protocol && { protocol, maxBitrate, maxLatency, maxSyncBuffer, minLatency, streamId, ...callers },
    vpcInterfaceName: settings.vpcInterfaceName,
    whitelistCidr: settings.whitelistCidr,
  };
}

/** An output as the service describes it. */
export function outputView(flow: Flow, { arn, settings }: Output) {
  const { protocol, maxLatency, minLatency, smoothingLatency, streamId, remoteId, cidrAllowList } = settings;
  const { ndiProgramName, ndiSpeedHqQuality } = settings;
  const attached = settings.vpcInterfaceAttachment?.vpcInterfaceName;
  return {
    description: settings.description,
    destination: settings.destination,
    encryption: settings.encryption && encryptionView(settings.encryption),
    listenerAddress: protocol === 'srt-listener' ? (attached ? interfaceIp(flow, attached) : flow.egressIp) : undefined,
    mediaStreamOutputConfigurations: settings.mediaStreamOutputConfigurations?.map((each) => ({
      ...each,
      destinationConfigurations: each.destinationConfigurations?.map((destination) => ({
        ...destination,
        outboundIp: interfaceIp(flow, destination.interface.name),
      })),
    })),
    name: settings.name,
    outputArn: arn,
    outputStatus: settings.outputStatus,
    port: settings.port,
    transport: protocol && {
      protocol,
      cidrAllowList,
      maxLatency,
      minLatency,
      smoothingLatency,
      streamId,
      remoteId,
      ndiProgramName,
      ndiSpeedHqQuality,
    },
    vpcInterfaceAttachment: settings.vpcInterfaceAttachment,
  };
}

/** A VPC interface as the service describes it. */
export function vpcInterfaceView({ settings, networkInterfaceId }: VpcInterface) {
  return { ...settings, networkInterfaceIds: [networkInterfaceId] };
}

/** A media stream as the service describes it: format attributes are always there. */
export function mediaStreamView(stream: MediaStream) {
  return { ...stream, attributes: { fmtp: {}, ...stream.attributes } };
}

/** An entitlement as its originator sees it. */
export function entitlementView(entitlement: Entitlement) {
  const { arn, encryption, ...rest } = entitlement;
  return { ...rest, entitlementArn: arn, encryption: encryption && encryptionView(encryption) };
}

function encryptionView(encryption: Encryption): Encryption {
  return { keyType: 'static-key', ...encryption };
}

function ingestIp(flow: Flow, { settings }: FlowSource): string {
  return settings.vpcInterfaceName ? interfaceIp(flow, settings.vpcInterfaceName) : flow.ingestIp;
}

function interfaceIp(flow: Flow, name: string): string {
  const found = flow.vpcInterfaces.find((each) => each.settings.name === name);
  // Every change is checked to leave no reference to an interface that is not there.
  if (!found) throw new Error(`Flow ${flow.arn} has no VPC interface ${name}.`);
  return found.ip;
}

function peerIp({ settings }: FlowSource): string | undefined {
  const address = settings.sourceListenerAddress ?? '';
  if (kindOf(settings) === 'srt-caller') return isIP(address) ? address : undefined;
  const [network, prefix] = settings.whitelistCidr?.split('/') ?? [];
  return prefix === '0' ? '192.0.2.10' : network?.replace(/\.0$/, '.10');
}
