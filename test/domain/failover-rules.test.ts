import { faultsOfFlow, flowWith } from '../support/source-faults';
import { type FlowSourceBody, flowSourceRequest } from '../support/sources';

const pair = (first: FlowSourceBody, second: FlowSourceBody, members: object = {}) =>
  flowWith('rtp', { 'flow-sources': [first, second], ...members });
const rtp = (members = {}) => flowSourceRequest('rtp', members);
const failover = { 'failover-config': { mode: 'FAILOVER' } };
const merge = { 'failover-config': { mode: 'MERGE' } };

describe('failover', () => {
  it.each([
    ['rtp with rtp-fec', pair(rtp(), flowSourceRequest('rtp-fec', { 'ingest-port': 6000 }), merge)],
    ['one flow source with failover', flowWith('rtp', failover)],
    [
      'a primary',
      pair(rtp({ name: 'a' }), rtp({ 'ingest-port': 5001 }), {
        'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'a' },
      }),
    ],
  ])('accepts %s', (_, members) => {
    expect(faultsOfFlow(members)).toEqual([]);
  });

  const second = '/flow-sources/1/protocol';
  const srt = (port: number) => flowSourceRequest('srt-listener', { 'ingest-port': port });
  const call = flowSourceRequest('srt-caller');
  const entitled = flowSourceRequest('entitlement');
  it.each<[string, object, [string, string][]]>([
    [
      'two flow sources without it',
      pair(rtp(), rtp({ 'ingest-port': 5001 })),
      [['/failover-config', 'required with two flow sources; use mode FAILOVER or MERGE']],
    ],
    [
      'protocols that do not go together',
      pair(rtp(), flowSourceRequest('rist', { 'ingest-port': 6000 }), failover),
      [[second, 'rist cannot stand beside rtp; use the same protocol twice, or rtp with rtp-fec']],
    ],
    [
      'an SRT listener with an SRT caller',
      pair(srt(5000), call, failover),
      [[second, 'srt-caller cannot stand beside srt-listener; use the same protocol twice, or rtp with rtp-fec']],
    ],
    [
      'two SRT sources in MERGE mode',
      pair(srt(5000), srt(5001), merge),
      [['/failover-config/mode', '"MERGE" does not work with srt-listener; use FAILOVER']],
    ],
    [
      'two entitlements',
      pair(entitled, entitled),
      [['/flow-sources/1', 'a flow with protocol entitlement has one flow source; use one']],
    ],
    [
      'an entitlement beside another protocol',
      pair(entitled, rtp()),
      [['/flow-sources/1', 'a flow with protocol entitlement has one flow source; use one']],
    ],
    [
      'failover of an entitlement',
      flowWith('entitlement', failover),
      [['/failover-config', 'protocol entitlement has no failover; leave failover-config out']],
    ],
    [
      'failover of cdi',
      flowWith('cdi', failover),
      [['/failover-config', 'protocol cdi has no failover; leave failover-config out']],
    ],
    [
      'a primary that names no flow source',
      pair(rtp({ name: 'a' }), rtp({ name: 'b', 'ingest-port': 5001 }), {
        'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'c' },
      }),
      [['/failover-config/primary-flow-source', '"c" names no flow source; use a, b']],
    ],
    [
      'a primary where no flow source has a name',
      flowWith('rtp', { 'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'c' } }),
      [['/failover-config/primary-flow-source', '"c" names no flow source; give the flow source that name']],
    ],
    [
      'a primary of MERGE',
      flowWith('rtp', { 'failover-config': { mode: 'MERGE', 'primary-flow-source': 'c' } }),
      [['/failover-config/primary-flow-source', 'not a member here; use mode, recovery-window']],
    ],
    [
      'a recovery window of FAILOVER',
      flowWith('rtp', { 'failover-config': { mode: 'FAILOVER', 'recovery-window': 200 } }),
      [['/failover-config/recovery-window', 'not a member here; use mode, primary-flow-source']],
    ],
    [
      'a recovery window that is too short',
      flowWith('rtp', { 'failover-config': { mode: 'MERGE', 'recovery-window': 99 } }),
      [['/failover-config/recovery-window', '99 is out of range; use an integer from 100 to 15000 milliseconds']],
    ],
    [
      'a mode that is not known',
      flowWith('rtp', { 'failover-config': { mode: 'merge' } }),
      [['/failover-config/mode', '"merge" is not known; use FAILOVER, MERGE']],
    ],
  ])('refuses %s', (_, members, faults) => {
    expect(faultsOfFlow(members)).toEqual(faults);
  });
});
