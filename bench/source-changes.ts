import { flowSourceRequest } from '../test/support/sources';
import { ab, caller, entitled, flow, one, pair, rtp, srt } from './change-bodies';
import type { ChangeKind } from './change-kinds';

/**
 * An update takes no setting away, so that the source is remade: another stands in for it, which failover has to let in
 * and out. A detour by a protocol that does not know the setting would be shorter.
 */
const remade = {
  minimum: ['UpdateFlowSource', 'UpdateFlowSource'],
  more: 6,
  because: 'the source is remade: what a detour by another protocol leaves behind is not documented',
};
/** Changes of nothing, of flow sources and of failover. */
export const sourceChanges: ChangeKind[] = [
  { what: 'nothing', before: one, after: one, minimum: [] },
  { what: 'repair of what is as stored', before: one, intent: 'repair', minimum: [] },
  { what: 'labels', before: one, after: one, labels: true, minimum: ['TagResource'] },
  { what: 'order of the sources', before: pair(...ab), after: pair(...[...ab].reverse()), minimum: [] },
  {
    what: 'description',
    before: one,
    after: flow([rtp('a', 5000, { description: 'van' })]),
    minimum: ['UpdateFlowSource'],
  },
  {
    what: 'wider whitelist',
    before: one,
    after: flow([rtp('a', 5000, { 'whitelist-cidr': '192.0.0.0/16' })]),
    minimum: ['UpdateFlowSource'],
  },
  {
    what: 'narrower whitelist',
    before: one,
    after: flow([rtp('a', 5000, { 'whitelist-cidr': '192.0.2.0/28' })]),
    minimum: ['UpdateFlowSource'],
  },
  { what: 'port', before: one, after: flow([rtp('a', 5004)]), minimum: ['UpdateFlowSource'] },
  {
    what: 'port, whitelist and bit rate at once',
    before: one,
    after: flow([rtp('a', 5004, { 'whitelist-cidr': '198.51.100.0/24', 'max-bitrate': 9_000_000 })]),
    minimum: ['UpdateFlowSource'],
  },
  {
    what: 'maximum bit rate taken away',
    before: flow([rtp('a', 5000, { 'max-bitrate': 9_000_000 })]),
    after: one,
    ...remade,
  },
  { what: 'listener of a caller', before: caller(5000), after: caller(9000), minimum: ['UpdateFlowSource'] },
  {
    what: 'passphrase',
    before: flow([srt('a', 5000, 'the first passphrase')]),
    after: flow([srt('a', 5000, 'another passphrase')]),
    minimum: ['UpdateFlowSource'],
  },
  {
    what: 'passphrases of two sources',
    before: pair(srt('a', 5000, 'the first passphrase'), srt('b', 5010, 'the second passphrase')),
    after: pair(srt('a', 5000, 'another passphrase'), srt('b', 5010, 'yet another passphrase')),
    minimum: ['UpdateFlowSource', 'UpdateFlowSource'],
  },
  {
    what: 'encryption on',
    before: flow([srt('a', 5000)]),
    after: flow([srt('a', 5000, 'the first passphrase')]),
    minimum: ['UpdateFlowSource'],
  },
  {
    what: 'encryption off',
    before: flow([srt('a', 5000, 'the first passphrase')]),
    after: flow([srt('a', 5000)]),
    ...remade,
  },
  {
    what: 'key of an entitlement',
    before: entitled('00112233445566778899aabbccddeeff'),
    after: entitled('ffeeddccbbaa99887766554433221100'),
    minimum: ['StopFlow', 'UpdateFlowSource', 'StartFlow'],
    because: 'an entitled source is changed only in STANDBY',
  },
  { what: 'protocol of the only source', before: one, after: flow([srt('a', 5000)]), minimum: ['UpdateFlowSource'] },
  {
    what: 'protocol of two sources',
    before: pair(...ab),
    after: pair(srt('a', 5000), srt('b', 5010)),
    minimum: ['RemoveFlowSource', 'UpdateFlowSource', 'AddFlowSources'],
    because: 'two sources are of one protocol at every moment',
  },
  {
    what: 'one of two RTP sources to FEC',
    before: pair(...ab),
    after: pair(rtp('a', 5000), flowSourceRequest('rtp-fec', { name: 'b', 'ingest-port': 5010 })),
    minimum: ['UpdateFlowSource'],
  },
  {
    what: 'the only source from FEC to plain RTP',
    before: flow([flowSourceRequest('rtp-fec', { name: 'a', 'ingest-port': 5000 })]),
    after: one,
    ...remade,
    because: 'the same: the bit rate that the service fills in for FEC is not taken away',
  },
  {
    what: 'second source where failover is on',
    before: pair(rtp('a', 5000)),
    after: pair(...ab),
    minimum: ['AddFlowSources'],
  },
  {
    what: 'second source and failover',
    before: one,
    after: pair(...ab),
    minimum: ['UpdateFlow', 'AddFlowSources'],
  },
  {
    what: 'second source and failover go',
    before: pair(...ab),
    after: one,
    minimum: ['RemoveFlowSource', 'UpdateFlow'],
  },
  {
    what: 'failover to merge',
    before: pair(...ab),
    after: flow(ab, { 'failover-config': { mode: 'MERGE', 'recovery-window': 500 } }),
    minimum: ['UpdateFlow'],
  },
  {
    what: 'primary source',
    before: pair(...ab),
    after: flow(ab, { 'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'b' } }),
    minimum: ['UpdateFlow'],
  },
  {
    what: 'ports that change places',
    before: pair(...ab),
    after: pair(rtp('a', 5010), rtp('b', 5000)),
    minimum: ['RemoveFlowSource', 'UpdateFlowSource', 'AddFlowSources'],
    because: 'two sources cannot have one port, even for a moment',
  },
  {
    what: 'name of one of two sources',
    before: pair(...ab),
    after: pair(rtp('a', 5000), rtp('c', 5010)),
    minimum: ['RemoveFlowSource', 'AddFlowSources'],
    because: 'a source keeps its name',
  },
  {
    what: 'name of the only source',
    before: one,
    after: flow([rtp('c', 5000)]),
    minimum: ['UpdateFlowSource', 'UpdateFlow', 'AddFlowSources', 'RemoveFlowSource', 'UpdateFlow'],
    because: 'a source keeps its name, a flow keeps one source, two need failover and two ports',
  },
];
