import { arnOf, networkInterfaceId, privateIp } from './addresses';
import { defaultClockRate } from './media-stream-rules';
import { assignPort } from './ports';
import type { Flow, MediaStream } from './record';
import type { MediaStreamRequest, OutputRequest, SourceRequest, VpcInterfaceRequest } from './requests';
import { withDefaults } from './source-rules';
import { replaceTags } from './tags';
import type { Work } from './work';

/** Adds a source to the flow, with the service's defaults and a port, and its tags; the caller checks the flow afterwards. */
export function addSource(work: Work, flow: Flow, request: SourceRequest): void {
  const { sourceTags, ...rest } = request;
  const settings = withDefaults({ ...rest, name: rest.name ?? freeName('source', flow.sources) });
  const arn = arnOf('source', flow, settings.name);
  const port = assignPort(flow, settings);
  flow.sources.push({ arn, settings, ...(port !== undefined && { port }), observations: [] });
  replaceTags(work, flow, arn, sourceTags);
}

/** Adds a VPC interface to the flow: a network interface with a private address. */
export function addVpcInterface(work: Work, flow: Flow, request: VpcInterfaceRequest): void {
  const { vpcInterfaceTags, ...rest } = request;
  const id = networkInterfaceId();
  const settings = { networkInterfaceType: 'ena' as const, ...rest };
  flow.vpcInterfaces.push({ settings, networkInterfaceId: id, ip: privateIp(id) });
  replaceTags(work, flow, `${flow.arn}/vpcInterface/${rest.name}`, vpcInterfaceTags);
}

/** Adds a media stream to the flow, with the next free RTP payload type from 96 up. */
export function addMediaStream(work: Work, flow: Flow, request: MediaStreamRequest): void {
  const { mediaStreamTags, ...rest } = request;
  const fmt = Math.max(95, ...flow.mediaStreams.map((each) => each.fmt)) + 1;
  const stream: MediaStream = { clockRate: defaultClockRate(rest.mediaStreamType), ...rest, fmt };
  flow.mediaStreams.push(stream);
  replaceTags(work, flow, `${flow.arn}/mediaStream/${rest.mediaStreamName}`, mediaStreamTags);
}

/** Adds an output to the flow. */
export function addOutput(work: Work, flow: Flow, request: OutputRequest): void {
  const { outputTags, ...rest } = request;
  const name = rest.name ?? freeName('output', flow.outputs);
  const arn = arnOf('output', flow, name);
  flow.outputs.push({ arn, settings: { outputStatus: 'ENABLED', ...rest, name } });
  replaceTags(work, flow, arn, outputTags);
}

function freeName(kind: string, items: { settings: { name: string } }[]): string {
  const names = new Set(items.map((each) => each.settings.name));
  let number = 1;
  while (names.has(`${kind}-${number}`)) number += 1;
  return `${kind}-${number}`;
}
