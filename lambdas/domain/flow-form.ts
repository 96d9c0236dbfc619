import type { DesiredFlow, DesiredMediaStream, DesiredVpcInterface } from './flow';
import { type FlowDescription, sourcesOf } from './flow-description';
import { compare, formOfDescribed, formOfDesired, isSame, type SourceForm } from './flow-source-form';

/** What happens between two flow sources: nothing while failover is off. */
export type FailoverForm =
  | { mode: 'off' }
  | { mode: 'MERGE'; recoveryWindow: number }
  | { mode: 'FAILOVER'; primary?: string };

/** A VPC interface in one form, without its tags. */
export type InterfaceForm = Omit<DesiredVpcInterface, 'vpcInterfaceTags'>;

/**
 * What of a flow can be changed in its place, asked for or found, in one form: with the service's defaults, without what
 * it assigns, every list in the order of names. Two flows are alike if and only if their forms print the same.
 */
export interface FlowForm {
  size: string;
  failover: FailoverForm;
  /** Claims that thumbnails and content analysis are as asked for. */
  monitored: boolean;
  sources: SourceForm[];
  interfaces: InterfaceForm[];
  streams: DesiredMediaStream[];
}

/** The form of a flow that is asked for. */
export function desiredForm(desired: DesiredFlow): FlowForm {
  return {
    size: desired.flowSize ?? 'MEDIUM',
    failover: failoverForm(desired.sourceFailoverConfig),
    monitored: true,
    sources: named(desired.sources.map(formOfDesired)),
    interfaces: named((desired.vpcInterfaces ?? []).map(interfaceForm)),
    streams: streamsByName((desired.mediaStreams ?? []).map(streamForm)),
  };
}

/** The form of a flow that is there, beside the one asked for, which says which settings matter. */
export function describedForm(flow: FlowDescription, desired: DesiredFlow): FlowForm {
  return {
    size: flow.flowSize ?? desired.flowSize ?? 'MEDIUM',
    failover: failoverForm(flow.sourceFailoverConfig),
    monitored: isMonitored(flow, desired),
    sources: named(sourcesOf(flow).map(formOfDescribed)),
    interfaces: named((flow.vpcInterfaces ?? []).map((each) => interfaceForm(each as DesiredVpcInterface))),
    streams: streamsByName((flow.mediaStreams ?? []).map((each) => streamForm(each as DesiredMediaStream))),
  };
}

/** Above this number of outputs the service switches thumbnails and content analysis off by itself (user guide). */
const monitoredOutputs = 10;

function isMonitored(flow: FlowDescription, { sourceMonitoringConfig: asked }: DesiredFlow): boolean {
  if (!asked || (flow.outputs?.length ?? 0) > monitoredOutputs) return true;
  const { thumbnailState, contentQualityAnalysisState } = flow.sourceMonitoringConfig ?? {};
  return isSame(
    [thumbnailState, contentQualityAnalysisState],
    [asked.thumbnailState, asked.contentQualityAnalysisState],
  );
}

function failoverForm(config: FlowDescription['sourceFailoverConfig']): FailoverForm {
  if (config?.state !== 'ENABLED') return { mode: 'off' };
  // Merging is the service's default, and so is its window (API reference, FailoverConfig).
  if (config.failoverMode !== 'FAILOVER') return { mode: 'MERGE', recoveryWindow: config.recoveryWindow ?? 200 };
  const primary = config.sourcePriority?.primarySource;
  return { mode: 'FAILOVER', ...(primary && { primary }) };
}

function interfaceForm(each: DesiredVpcInterface): InterfaceForm {
  const { name, networkInterfaceType = 'ena', roleArn, securityGroupIds, subnetId } = each;
  return { name, networkInterfaceType, roleArn, securityGroupIds: [...securityGroupIds].sort(compare), subnetId };
}

function streamForm(stream: DesiredMediaStream): DesiredMediaStream {
  const { mediaStreamId, mediaStreamName, mediaStreamType, description, videoFormat, attributes } = stream;
  const fmtp = Object.entries(attributes?.fmtp ?? {}).filter(([, value]) => value !== undefined && value !== '');
  fmtp.sort(([one], [other]) => compare(one, other));
  const lang = attributes?.lang || undefined;
  return {
    mediaStreamId,
    mediaStreamName,
    mediaStreamType,
    clockRate: stream.clockRate ?? (mediaStreamType === 'audio' ? 48_000 : 90_000),
    ...(description && { description }),
    ...(videoFormat && { videoFormat }),
    ...((fmtp.length > 0 || lang) && {
      attributes: { ...(fmtp.length > 0 && { fmtp: Object.fromEntries(fmtp) }), ...(lang && { lang }) },
    }),
  };
}

/** The items in the order of their names. */
export function named<Item extends { name: string }>(items: readonly Item[]): Item[] {
  return [...items].sort((one, other) => compare(one.name, other.name));
}

/** The media streams in the order of their names. */
export function streamsByName(streams: readonly DesiredMediaStream[]): DesiredMediaStream[] {
  return [...streams].sort((one, other) => compare(one.mediaStreamName, other.mediaStreamName));
}
