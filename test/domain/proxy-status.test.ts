import type { RecordedProxy } from '../../lambdas/domain/proxy';
import {
  type ProxyKnown,
  ProxyReason,
  proxyMessage,
  proxyStateOf,
  proxyStatus,
  shownProxy,
} from '../../lambdas/domain/proxy-status';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { configuredSource } from '../support/configured-source';
import { completeRecord } from '../support/source-record';
import { sourceRequest } from '../support/sources';

const requested = configuredSource({
  ...sourceRequest('srt-listener'),
  'proxy-enabled': true,
  'proxy-tier': 3,
}).configuration;
const proxy: RecordedProxy = {
  ...{ region: 'eu-west-1', 'input-id': '1', 'channel-id': '2', 'channel-arn': 'arn:channel' },
  ...{ state: 'running', 'seen-at': 1000 },
};
const made = (members: Partial<SourceRecord> = {}) => completeRecord({ requested, proxy, ...members });
const known = (members: Partial<ProxyKnown> = {}): ProxyKnown => ({ flow: 'running', isSilent: false, ...members });
const channel = (state: string, at = 2000) => ({ id: '2', at, state });

describe('what a source tells of its proxy', () => {
  it('is nothing where it has none', () => {
    expect(shownProxy(completeRecord())).toBeUndefined();
    expect(proxyStatus(completeRecord(), known())).toBeUndefined();
  });

  it.each<[string, Partial<SourceRecord>, object]>([
    ['one that runs', {}, { state: 'running', tier: 3, 'channel-arn': 'arn:channel' }],
    [
      'one to be made',
      { proxy: undefined, 'provisioning-status': 'creation-in-progress' },
      { state: 'starting', tier: 3 },
    ],
    ['one of a source that is to stand still', { proxy: undefined, running: false }, { state: 'stopped', tier: 3 }],
    [
      'one of a creation that failed',
      { proxy: undefined, 'provisioning-status': 'creation-failed' },
      { state: 'stopped', tier: 3 },
    ],
    [
      'one that failed',
      { 'proxy-failed': 'No role.' },
      { state: 'error', tier: 3, 'channel-arn': 'arn:channel', reason: 'No role.' },
    ],
    [
      'one that goes',
      { requested: { ...requested, 'proxy-enabled': false } },
      { state: 'stopping', tier: 3, 'channel-arn': 'arn:channel' },
    ],
    [
      'one of a source that goes',
      { 'provisioning-status': 'deletion-in-progress' },
      { state: 'stopping', tier: 3, 'channel-arn': 'arn:channel' },
    ],
  ])('of %s', (_name, members, shown) => {
    expect(shownProxy(made(members))).toEqual(shown);
  });
});

describe('the status of a proxy', () => {
  it.each<[string, Partial<SourceRecord>, Partial<ProxyKnown>, [string, string | undefined]]>([
    ['runs, without a look at it', {}, {}, ['running', undefined]],
    ['runs', {}, { channel: channel('RUNNING') }, ['running', undefined]],
    ['heals itself', {}, { channel: channel('RECOVERING') }, ['running', undefined]],
    [
      'shows nothing while nothing comes in',
      {},
      { channel: channel('RUNNING'), isSilent: true },
      ['running', 'NoSignal'],
    ],
    ['shows nothing while its flow stands still', {}, { flow: 'stopped' }, ['running', 'FlowNotRunning']],
    [
      'has nowhere to write to',
      {},
      { channel: { ...channel('RUNNING'), 'bucket-missing': true }, isSilent: true },
      ['running', 'BucketMissing'],
    ],
    ['starts', {}, { channel: channel('STARTING') }, ['starting', 'ProxyNotReady']],
    ['stands still with its flow', {}, { flow: 'stopped', channel: channel('IDLE') }, ['stopped', 'FlowNotRunning']],
    ['was stopped by hand', {}, { channel: channel('IDLE') }, ['stopped', 'ChannelStopped']],
    ['was deleted by hand', {}, { channel: channel('DELETED') }, ['error', 'ChannelMissing']],
    ['is in error', {}, { channel: channel('UPDATE_FAILED') }, ['error', 'ChannelFailed']],
    [
      'cannot be looked at',
      {},
      { channel: { id: '2', at: 2000, problem: 'denied' } },
      ['unknown', 'ChannelUnreadable'],
    ],
    ['was seen by a run since the look', {}, { channel: channel('IDLE', 500) }, ['running', undefined]],
    ['is another one than was looked at', {}, { channel: { ...channel('IDLE'), id: '9' } }, ['running', undefined]],
    [
      'is of a creation that failed',
      { proxy: undefined, 'provisioning-status': 'creation-failed' },
      { flow: 'stopped' },
      ['stopped', 'FlowNotRunning'],
    ],
    ['is being made', { proxy: undefined }, {}, ['starting', 'ProxyNotReady']],
    [
      'stands still with its source',
      { running: false, proxy: { ...proxy, state: 'stopped' } },
      {},
      ['stopped', 'SourceStopped'],
    ],
    [
      'runs although its source is stopped',
      { running: false },
      { channel: channel('RUNNING') },
      ['running', 'ChannelNotStopped'],
    ],
    [
      'is about to stop with its source',
      { running: false, 'provisioning-status': 'update-in-progress' },
      { channel: channel('RUNNING') },
      ['running', 'SourceStopped'],
    ],
    [
      'could not be removed',
      { requested: { ...requested, 'proxy-enabled': false }, 'proxy-failed': 'No role.' },
      { channel: channel('RUNNING') },
      ['error', 'ProxyFailed'],
    ],
    ['failed', { 'proxy-failed': 'No role.' }, { channel: channel('RUNNING') }, ['error', 'ProxyFailed']],
    ['is off', { requested: { ...requested, 'proxy-enabled': false } }, {}, ['stopping', 'ProxyOff']],
  ])('says that it %s', (_name, members, more, [state, reason]) => {
    const status = proxyStatus(made(members), known(more));
    expect([status?.state, status?.reason]).toEqual([state, reason]);
    expect(status?.message === undefined).toBe(reason === undefined);
  });

  it('tells why in words, and what is known beside', () => {
    expect(proxyStatus(made({ 'proxy-failed': 'No role.' }), known())?.message).toContain('No role.');
    for (const reason of ProxyReason.options) expect(proxyMessage(reason)).toMatch(/^[A-Z].*[.)]$/);
  });

  it('does not guess at a word that it does not know', () => {
    expect(proxyStateOf('SOMETHING_NEW')).toBe('unknown');
  });
});
