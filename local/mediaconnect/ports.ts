import { badRequest } from './faults';
import type { Flow, FlowSource } from './record';
import { kindOf, listens, type Settings } from './source-rules';

const zixiPublicPort = 2088;
const zixiVpcPorts = Array.from({ length: 10 }, (_, index) => 2090 + index);

/** The ports a source occupies on the flow: RIST also takes the next one, RTP-FEC those two and four above. */
function occupied(settings: Settings, port: number): number[] {
  if (settings.protocol === 'rist') return [port, port + 1];
  if (settings.protocol === 'rtp-fec') return [port, port + 2, port + 4];
  return [port];
}

/** The port of a source: what was asked for, or the service's choice. Undefined for kinds that do not listen. */
export function assignPort(flow: Flow, settings: Settings & { name: string }): number | undefined {
  const kind = kindOf(settings);
  const others = flow.sources.filter((each) => each.settings.name !== settings.name);
  const taken = new Set(others.flatMap((each) => occupiedBy(each)));
  if (kind === 'zixi-push')
    return settings.vpcInterfaceName ? zixiVpcPorts.find((port) => !taken.has(port)) : zixiPublicPort;
  if (settings.ingestPort !== undefined) return settings.ingestPort;
  if (!listens(kind)) return undefined;
  const candidates = Array.from({ length: 10 }, (_, index) => 5000 + 10 * index);
  return candidates.find((port) => occupied(settings, port).every((each) => !taken.has(each)));
}

/** Throws BadRequestException when a port is reserved, out of range, or taken by the flow's other source. */
export function checkPorts(flow: Flow): void {
  for (const source of flow.sources) checkPort(source);
  const [first, second] = flow.sources;
  if (!first || !second) return;
  const shared = occupiedBy(first).find((port) => occupiedBy(second).includes(port));
  if (shared === undefined) return;
  if (shared === zixiPublicPort) {
    if (first.settings.streamId !== second.settings.streamId) return;
    throw badRequest(
      `Sources ${first.settings.name} and ${second.settings.name} share port 2088: their streamId must differ.`,
    );
  }
  throw badRequest(`Sources ${first.settings.name} and ${second.settings.name} both use port ${shared}.`);
}

/** True for a port that anything but Zixi may listen on or call. */
export const isUsable = (port: number) =>
  port >= 1024 && port <= 65_535 && port !== 2077 && port !== zixiPublicPort && !zixiVpcPorts.includes(port);

/** The rule of {@link isUsable} in words. */
export const usablePorts = 'use 1024-65535 except 2077, 2088 and 2090-2099';

function occupiedBy(source: FlowSource): number[] {
  return source.port === undefined ? [] : occupied(source.settings, source.port);
}

function checkPort(source: FlowSource): void {
  const { settings } = source;
  const at = `Source ${settings.name} (${kindOf(settings)})`;
  const caller = settings.sourceListenerPort;
  if (caller !== undefined && !isUsable(caller))
    throw badRequest(`${at}: sourceListenerPort ${caller} is not allowed; ${usablePorts}.`);
  if (settings.protocol === 'zixi-push') {
    if (settings.ingestPort === undefined) return;
    if (settings.vpcInterfaceName) throw badRequest(`${at}: ingestPort is assigned by the service on a VPC interface.`);
    if (settings.ingestPort !== zixiPublicPort) throw badRequest(`${at}: ingestPort must be 2088.`);
    return;
  }
  if (source.port === undefined) return;
  const bad = occupiedBy(source).find((port) => !isUsable(port));
  if (bad !== undefined) throw badRequest(`${at}: port ${bad} is reserved or out of range; ${usablePorts}.`);
}
