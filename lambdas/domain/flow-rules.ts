import { failoverRules } from './failover-rules';
import { quoted } from './fault';
import { interfaceRules } from './interface-rules';
import { mediaStreamRules } from './media-stream-rules';
import { neighbours } from './network';
import { type Found, repeated } from './rule';
import { type FlowSourceView, type FlowView, itemsOf } from './source-view';

/** The rules that look at one ingress flow. */
export const flowRules: readonly ((flow: FlowView) => Found[])[] = [
  zoneIsOfTheRegion,
  entitlementIsOfTheRegion,
  namesAreUnique,
  portsAreFree,
  publicZixiSourcesDiffer,
  ...failoverRules,
  ...interfaceRules,
  ...mediaStreamRules,
];

function zoneIsOfTheRegion({ az, region }: FlowView): Found[] {
  if (az === undefined || region === undefined || az.slice(0, -1) === region) return [];
  return [{ path: ['az'], detail: `"${az}" is not a zone of ${region}; use one such as ${region}a` }];
}

function entitlementIsOfTheRegion(flow: FlowView): Found[] {
  return itemsOf(flow['flow-sources']).flatMap(({ item, index }) => {
    const arnRegion = item.protocol === 'entitlement' ? item['entitlement-arn']?.split(':')[3] : undefined;
    if (!arnRegion || flow.region === undefined || arnRegion === flow.region) return [];
    const detail = `the entitlement is of ${arnRegion}, the flow of ${flow.region}; use one of the flow's Region`;
    return [{ path: ['flow-sources', index, 'entitlement-arn'], detail }];
  });
}

function namesAreUnique(flow: FlowView): Found[] {
  return (['flow-sources', 'vpc-interfaces', 'media-streams'] as const).flatMap((member) => {
    const names = itemsOf<{ readonly name?: string | undefined }>(flow[member]);
    return repeated(names.map(({ item, index }) => ({ value: item.name, index }))).map(({ value, index, first }) => ({
      path: [member, index, 'name'],
      detail: `"${value}" is the name of ${member}/${first} already; use a name once in a flow`,
    }));
  });
}

/** The UDP ports that a flow source takes, its neighbours included. */
function portsOf(source: FlowSourceView): number[] {
  if (!('ingest-port' in source) || source['ingest-port'] === undefined) return [];
  const port = source['ingest-port'];
  const beside: readonly number[] =
    source.protocol === 'rist' || source.protocol === 'rtp-fec' ? neighbours[source.protocol] : [];
  return [port, ...beside.map((distance) => port + distance)];
}

function portsAreFree(flow: FlowView): Found[] {
  const takenBy = new Map<number, { index: number; ports: number[] }>();
  return itemsOf(flow['flow-sources']).flatMap(({ item, index }) => {
    const ports = portsOf(item);
    const other = ports.flatMap((port) => takenBy.get(port) ?? [])[0];
    for (const port of ports) if (!takenBy.has(port)) takenBy.set(port, { index, ports });
    if (!other) return [];
    const detail = `takes ${ports.join(', ')}, and flow-sources/${other.index} takes ${other.ports.join(', ')}; use ports that do not meet`;
    return [{ path: ['flow-sources', index, 'ingest-port'], detail }];
  });
}

// Public Zixi sources share port 2088 and are told apart by their stream id, which is the name where none is given.
function publicZixiSourcesDiffer(flow: FlowView): Found[] {
  const ids = itemsOf(flow['flow-sources']).map(({ item, index }) => {
    const isPublic = item.protocol === 'zixi-push' && 'whitelist-cidr' in item;
    return { value: isPublic ? (item['stream-id'] ?? item.name) : undefined, index };
  });
  return repeated(ids).map(({ value, index, first }) => ({
    path: ['flow-sources', index, 'stream-id'],
    detail: `${quoted(value)} is the stream id of flow-sources/${first} already; use another, public Zixi sources share a port`,
  }));
}
