import { regionsInUse } from '../../lambdas/domain/counted-regions';
import { dependentsOf, withoutProxy } from '../../lambdas/domain/flow-description';
import {
  concernsProxy,
  desiredProxy,
  inputSpecification,
  proxyBucket,
  type RecordedProxy,
  tierText,
} from '../../lambdas/domain/proxy';
import {
  planProxy,
  planProxyRemoval,
  planProxyRepair,
  planProxyStop,
  proxyWarnings,
} from '../../lambdas/domain/proxy-changes';
import { channelForm, channelSettings, inputForm } from '../../lambdas/domain/proxy-form';
import { needsAttention } from '../../lambdas/domain/removal';
import type { SourceConfiguration } from '../../lambdas/domain/source';
import { configuredSource } from '../support/configured-source';
import { describedFlow } from '../support/described-flow';
import { completeRecord, flowArn } from '../support/source-record';
import { sourceRequest } from '../support/sources';

const configured = (members: object = {}): SourceConfiguration =>
  configuredSource({ ...sourceRequest('srt-listener'), ...members }).configuration;
const off = configured();
const on = configured({ 'proxy-enabled': true, 'proxy-tier': 2 });
const made: RecordedProxy = { region: 'eu-west-1', 'input-id': '1', 'channel-id': '2', state: 'running', 'seen-at': 1 };

describe('a tier', () => {
  it.each([
    [1, 'AVC', 'SD', 'MAX_10_MBPS', 'tier 1 (AVC SD up to 10 Mb/s)'],
    [2, 'AVC', 'HD', 'MAX_10_MBPS', 'tier 2 (AVC HD up to 10 Mb/s)'],
    [3, 'AVC', 'HD', 'MAX_20_MBPS', 'tier 3 (AVC HD up to 20 Mb/s)'],
    [4, 'HEVC', 'HD', 'MAX_50_MBPS', 'tier 4 (HEVC HD up to 50 Mb/s)'],
    [5, 'HEVC', 'UHD', 'MAX_50_MBPS', 'tier 5 (HEVC UHD up to 50 Mb/s)'],
  ])('%i is %s %s %s', (tier, codec, resolution, maximumBitrate, text) => {
    expect(inputSpecification(tier)).toEqual({ codec, resolution, maximumBitrate });
    expect(tierText(tier)).toBe(text);
  });
});

describe('the proxy that a source is to have', () => {
  it('is of the flow in force, and runs while the source does', () => {
    const desired = desiredProxy(completeRecord({ requested: on }));
    expect(desired).toMatchObject({ flow: { arn: flowArn }, specification: inputSpecification(2), running: true });
    expect(desiredProxy(completeRecord({ requested: on, running: false }))?.running).toBe(false);
    expect(desiredProxy(completeRecord({ requested: on, 'left-stopped': [flowArn] }))?.running).toBe(false);
  });

  it('is none where it is not asked for, where there is no flow, and where the source goes', () => {
    expect(desiredProxy(completeRecord({ requested: off }))).toBeUndefined();
    expect(desiredProxy(completeRecord({ requested: on, flows: [] }))).toBeUndefined();
    expect(desiredProxy(completeRecord({ requested: on, 'run-mode': 'deprovision' }))).toBeUndefined();
  });

  it('concerns a run where it is asked for or there may be one, and no other', () => {
    expect(concernsProxy(completeRecord({ requested: off }))).toBe(false);
    expect(concernsProxy(completeRecord({ requested: on }))).toBe(true);
    expect(concernsProxy(completeRecord({ requested: off, proxy: made }))).toBe(true);
    // Or nobody would ever take the note away.
    expect(concernsProxy(completeRecord({ requested: off, 'proxy-failed': 'why' }))).toBe(true);
  });

  it('has its Region in use until it is gone', () => {
    const elsewhere = { ...made, region: 'eu-west-2' };
    expect(regionsInUse(completeRecord({ requested: off, proxy: elsewhere }))).toEqual(['eu-west-1', 'eu-west-2']);
  });

  it('keeps its Region in use until it is removed there, wherever the source has gone', () => {
    const left = completeRecord({ requested: on, proxy: { ...made, region: 'us-east-1' } });
    expect(regionsInUse(left)).toEqual(['eu-west-1', 'us-east-1']);
    expect(regionsInUse({ ...left, 'provisioning-status': 'deletion-complete' })).toEqual([]);
  });

  it('that failed is owed another try', () => {
    const record = completeRecord({ requested: on, proxy: made });
    expect(needsAttention(record)).toBe(false);
    expect(needsAttention({ ...record, 'proxy-failed': 'no role' })).toBe(true);
    // Or a channel that could not be removed would run on after the next update that fails.
    const failed = { ...record, 'proxy-failed': 'no role', 'provisioning-status': 'update-failed' as const };
    expect(needsAttention(failed)).toBe(true);
  });

  it('has a bucket whose name S3 takes, in the Region with the longest name', () => {
    const { name, region } = proxyBucket('headworks-0123456789ab', '111122223333', 'ap-northeast-1');
    expect(name).toMatch(/^[a-z0-9-]{3,63}$/);
    expect(region).toBe('ap-northeast-1');
  });
});

describe('the plan of a change', () => {
  const reasons = (before: SourceConfiguration | undefined, after: SourceConfiguration, hasNewFlow = false) =>
    planProxy('id', before, after, hasNewFlow).map(({ reason, impact }) => [impact, reason]);

  it.each<[string, SourceConfiguration | undefined, SourceConfiguration, boolean, string | undefined]>([
    ['none', off, off, true, undefined],
    ['one that stays', on, on, false, undefined],
    ['one that is asked for', off, on, false, 'The proxy is made, for an input of tier 2 (AVC HD up to 10 Mb/s).'],
    ['one of a new source', undefined, on, true, 'The proxy is made, for an input of tier 2 (AVC HD up to 10 Mb/s).'],
    [
      'another tier',
      on,
      { ...on, 'proxy-tier': 4 },
      false,
      'The proxy takes an input of tier 4 (HEVC HD up to 50 Mb/s).',
    ],
    ['another flow', on, on, true, 'The proxy is moved to the new flow.'],
    ['one that goes', on, off, false, 'The proxy is removed.'],
  ])('says what becomes of %s, and that no stream feels it', (_name, before, after, hasNewFlow, reason) => {
    expect(reasons(before, after, hasNewFlow)).toEqual(reason === undefined ? [] : [['live', reason]]);
  });

  it.each([
    ['RUNNING', 1],
    ['STARTING', 1],
    ['unreadable', 1],
    ['STOPPING', 0],
    ['IDLE', 0],
    ['DELETED', 0],
  ])('stops a channel that is %s with its source, if it may run', (state, count) => {
    const steps = planProxyStop({ id: 'id' }, state);
    expect(steps.map(({ action, impact }) => [action, impact])).toEqual(Array(count).fill(['proxy', 'live']));
  });

  it('removes a proxy with its source', () => {
    expect(planProxyRemoval(completeRecord({ proxy: made }))).toMatchObject([{ reason: 'The proxy is removed.' }]);
    expect(planProxyRemoval(completeRecord())).toEqual([]);
  });

  it('warns of what is billed, where that is new', () => {
    expect(proxyWarnings(undefined, on)).toEqual([expect.stringContaining('by tier 2')]);
    expect(proxyWarnings(on, { ...on, 'proxy-tier': 5 })).toEqual([expect.stringContaining('by tier 5')]);
    expect([proxyWarnings(on, on), proxyWarnings(on, off), proxyWarnings(off, off)]).toEqual([[], [], []]);
  });

  it('repairs what differs, and nothing else', () => {
    const record = completeRecord({ requested: on, proxy: made });
    const input = { id: '1', arn: 'i', state: 'ATTACHED', flowArns: [flowArn] };
    const channel = { id: '2', arn: 'c', state: 'RUNNING', inputIds: ['1'], destinations: ['s3ssl://b/x'] };
    const specification = inputSpecification(2);
    const repairs = (found: object) => planProxyRepair(record, desiredProxy(record), found).map(({ reason }) => reason);
    expect(repairs({ input, channel: { ...channel, specification } })).toEqual([]);
    expect(repairs({ input, channel: { ...channel, specification, state: 'IDLE' } })).toEqual([
      'The proxy is not as asked for (start-channel).',
    ]);
    expect(repairs({ input })).toEqual(['The proxy is not as asked for (create-channel).']);
    expect(planProxyRepair({ ...record, requested: off } as never, undefined, {})).toHaveLength(1);
  });
});

describe('what MediaLive is asked for', () => {
  const birth = { name: 'n', requestId: 'r', roleArn: 'role', tags: {} };

  it('is an input of one pipeline on the flow', () => {
    expect(inputForm(flowArn, birth)).toMatchObject({
      type: 'MEDIACONNECT',
      mediaConnectFlows: [{ flowArn }],
      requestId: 'r',
    });
  });

  it('is one rendition of 640 by 360 at 800 kb/s at most, with AAC, that pauses without a signal', () => {
    const form = channelForm(channelSettings('1', inputSpecification(3), 's3ssl://b/x/proxy'), birth);
    const { videoDescriptions, audioDescriptions, outputGroups } = form.encoderSettings;
    const [{ width, height, codecSettings: video } = { width: 0, height: 0, codecSettings: undefined }] =
      videoDescriptions;
    const bits =
      Number(video?.h264Settings.maxBitrate) + Number(audioDescriptions[0]?.codecSettings.aacSettings.bitrate);
    expect([form.channelClass, width, height]).toEqual(['SINGLE_PIPELINE', 640, 360]);
    expect(bits).toBeLessThanOrEqual(800_000);
    expect(outputGroups).toHaveLength(1);
    expect(outputGroups[0]?.outputs).toHaveLength(1);
    const { indexNSegments, keepSegments, inputLossAction } =
      outputGroups[0]?.outputGroupSettings.hlsGroupSettings ?? {};
    // What a player has just been told of is there while it asks for it (MediaLive, "keepSegments").
    expect(keepSegments).toBeGreaterThan(2 * Number(indexNSegments));
    expect(inputLossAction).toBe('PAUSE_OUTPUT');
  });
});

describe('the output that MediaLive makes on a flow', () => {
  const output = { name: 'MediaLive-1', outputArn: 'o', mediaLiveInputArn: 'arn:input:1' };

  it("is nobody else's where it is the proxy's, and somebody's where it is not", () => {
    const flow = describedFlow({ outputs: [output, { name: 'theirs', outputArn: 't' }] });
    expect(dependentsOf(withoutProxy(flow, 'arn:input:1')).map(({ name }) => name)).toEqual(['theirs']);
    expect(dependentsOf(withoutProxy(flow, 'arn:input:2')).map(({ name }) => name)).toEqual(['MediaLive-1', 'theirs']);
    expect(dependentsOf(withoutProxy(flow, undefined))).toHaveLength(2);
  });
});
