import { isFeedName } from './feed-name';

/** A flow source as DescribeFlow answers it: addresses on the source, the protocol's settings under `transport`. */
export interface FlowSourceDescription {
  name: string;
  sourceArn: string;
  description?: string;
  entitlementArn?: string;
  ingestIp?: string;
  ingestPort?: number;
  whitelistCidr?: string;
  vpcInterfaceName?: string;
  decryption?: { keyType?: string; algorithm?: string; roleArn?: string; secretArn?: string };
  transport?: {
    protocol: string;
    maxBitrate?: number;
    maxLatency?: number;
    minLatency?: number;
    maxSyncBuffer?: number;
    streamId?: string;
    sourceListenerAddress?: string;
    sourceListenerPort?: number;
  };
  mediaStreamSourceConfigurations?: {
    encodingName: string;
    mediaStreamName: string;
    inputConfigurations?: { inputIp?: string; inputPort: number; interface: { name: string } }[];
  }[];
}

/** A VPC interface as DescribeFlow answers it. */
export interface VpcInterfaceDescription {
  name: string;
  networkInterfaceType?: string;
  roleArn: string;
  securityGroupIds: string[];
  subnetId: string;
}

/** A media stream as DescribeFlow answers it. */
export interface MediaStreamDescription {
  mediaStreamId: number;
  mediaStreamName: string;
  mediaStreamType: string;
  clockRate?: number;
  description?: string;
  videoFormat?: string;
  attributes?: { fmtp?: Record<string, string | undefined>; lang?: string };
}

/** An output as DescribeFlow answers it: one that feeds an egress flow, or one that somebody else put on the flow. */
export interface OutputDescription {
  name: string;
  outputArn: string;
  outputStatus?: string;
  destination?: string;
  port?: number;
  encryption?: { keyType?: string; roleArn?: string; secretArn?: string };
  transport?: { protocol?: string; minLatency?: number; streamId?: string };
  vpcInterfaceAttachment?: { vpcInterfaceName?: string };
  mediaStreamOutputConfigurations?: {
    mediaStreamName: string;
    destinationConfigurations?: { interface: { name: string } }[];
  }[];
}

/** A flow as DescribeFlow answers it, in the service's wire vocabulary: the members that a plan reads. */
export interface FlowDescription {
  flowArn: string;
  name: string;
  status: string;
  availabilityZone: string;
  /** Where what the flow sends comes from. */
  egressIp?: string;
  flowSize?: string;
  source?: FlowSourceDescription;
  sources?: FlowSourceDescription[];
  sourceFailoverConfig?: {
    state?: string;
    failoverMode?: string;
    recoveryWindow?: number;
    sourcePriority?: { primarySource?: string };
  };
  sourceMonitoringConfig?: { thumbnailState?: string; contentQualityAnalysisState?: string };
  vpcInterfaces?: VpcInterfaceDescription[];
  mediaStreams?: MediaStreamDescription[];
  outputs?: OutputDescription[];
  entitlements?: { name: string; entitlementArn: string }[];
}

/** What is known for certain of a flow source: that it receives, and, where `carries` is false, that nothing of it goes out. */
export interface Reception {
  receives: boolean;
  carries: boolean;
}

/** What is known of the flow that a source has, or should have. */
export type ActualFlow =
  | {
      kind: 'described';
      flow: FlowDescription;
      /** The tags of the flow and its parts by ARN; those of an ARN that is absent are unknown, and left alone. */
      tags?: Readonly<Record<string, Readonly<Record<string, string>>>>;
      /** By name of flow source; one that is absent is not known to be idle. */
      reception?: Readonly<Record<string, Reception>>;
    }
  /** It is there but could not be read, so that it counts as running. */
  | { kind: 'unreadable'; name: string }
  /** There is none; `vanished` if there was one, whose address somebody may still send to. */
  | { kind: 'missing'; vanished: boolean };

/** The flow sources of a description. The service answers the first one twice: alone, and in the list of all. */
export function sourcesOf(flow: FlowDescription): FlowSourceDescription[] {
  if (flow.sources?.length) return flow.sources;
  return flow.source ? [flow.source] : [];
}

/** The Region in which a flow is, by its ARN. */
export function regionOf(flowArn: string): string {
  return flowArn.split(':')[3] ?? '';
}

/** The AWS account that owns a flow, by its ARN. */
export function accountOf(flowArn: string): string {
  return flowArn.split(':')[4] ?? '';
}

/** An output or entitlement that somebody else put on a flow and that goes with it. */
export interface Dependent {
  kind: 'output' | 'entitlement';
  name: string;
  arn: string;
}

/** What would be lost with a flow. */
export function dependentsOf({ outputs = [], entitlements = [] }: FlowDescription): Dependent[] {
  return [
    ...outputs
      .filter(({ name }) => !isFeedName(name))
      .map(({ name, outputArn }): Dependent => ({ kind: 'output', name, arn: outputArn })),
    ...entitlements.map(({ name, entitlementArn }): Dependent => ({ kind: 'entitlement', name, arn: entitlementArn })),
  ];
}
