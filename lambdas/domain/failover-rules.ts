import { isSingleSource, type Protocol } from './protocol';
import { choiceOf, type Found } from './rule';
import { type FlowView, hasUnreadableName, itemsOf } from './source-view';

/** The rules of two flow sources in one flow (user guide, "Source failover"). */
export const failoverRules: readonly ((flow: FlowView) => Found[])[] = [
  twoSourcesFailOver,
  someProtocolsStandAlone,
  sourcesShareAProtocol,
  srtDoesNotMerge,
  primaryIsAFlowSource,
];

function protocolsOf(flow: FlowView): Protocol[] {
  return itemsOf(flow['flow-sources']).flatMap(({ item }) => item.protocol ?? []);
}

function twoSourcesFailOver(flow: FlowView): Found[] {
  if ((flow['flow-sources']?.length ?? 0) !== 2 || 'failover-config' in flow) return [];
  if (protocolsOf(flow).some(isSingleSource)) return [];
  return [{ path: ['failover-config'], detail: 'required with two flow sources; use mode FAILOVER or MERGE' }];
}

function someProtocolsStandAlone(flow: FlowView): Found[] {
  const alone = protocolsOf(flow).find(isSingleSource);
  if (!alone) return [];
  const found: Found[] = [];
  if ((flow['flow-sources']?.length ?? 0) > 1) {
    found.push({ path: ['flow-sources', 1], detail: `a flow with protocol ${alone} has one flow source; use one` });
  }
  if ('failover-config' in flow) {
    found.push({ path: ['failover-config'], detail: `protocol ${alone} has no failover; leave failover-config out` });
  }
  return found;
}

function sourcesShareAProtocol(flow: FlowView): Found[] {
  const [first, second] = protocolsOf(flow);
  if (first === undefined || second === undefined || first === second) return [];
  if (isSingleSource(first) || isSingleSource(second)) return [];
  if (first.startsWith('rtp') && second.startsWith('rtp')) return [];
  const detail = `${second} cannot stand beside ${first}; use the same protocol twice, or rtp with rtp-fec`;
  return [{ path: ['flow-sources', 1, 'protocol'], detail }];
}

function srtDoesNotMerge(flow: FlowView): Found[] {
  const srt = protocolsOf(flow).find((protocol) => protocol.startsWith('srt-'));
  if (flow['failover-config']?.mode !== 'MERGE' || !srt) return [];
  return [{ path: ['failover-config', 'mode'], detail: `"MERGE" does not work with ${srt}; use FAILOVER` }];
}

function primaryIsAFlowSource(flow: FlowView): Found[] {
  const failover = flow['failover-config'];
  const primary = failover?.mode === 'FAILOVER' ? failover['primary-flow-source'] : undefined;
  if (primary === undefined || hasUnreadableName(flow['flow-sources'])) return [];
  const names = itemsOf(flow['flow-sources']).flatMap(({ item }) => item.name ?? []);
  if (names.includes(primary)) return [];
  const allowed = choiceOf(names, 'give the flow source that name');
  return [
    { path: ['failover-config', 'primary-flow-source'], detail: `"${primary}" names no flow source; ${allowed}` },
  ];
}
