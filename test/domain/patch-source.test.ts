import { secretIds, sourceId } from '../support/configured-source';
import { faultsOfPatch, patched, patchOfSources, storedSource } from '../support/patched-source';
import { flowRequest } from '../support/sources';

const first = '/ingress-flows/0/flow-sources/0';

describe('a member at the top', () => {
  const before = storedSource('rtp', {}, { hidden: true, 'proxy-tier': 3, alarm: { level: 'TR_101_290_PRIORITY_1' } });

  it('that is absent is kept, its default notwithstanding', () => {
    const labels = [{ key: 'a', value: 'b' }];
    expect(patched(before, { metadata: { labels } }).configuration).toEqual({ ...before, metadata: { labels } });
  });

  it.each([
    ['hidden', false],
    ['proxy-tier', 1],
    ['alarm', undefined],
    ['proxy-enabled', undefined],
  ])('%s is removed by null, which leaves %s', (member, left) => {
    const { configuration } = patched(before, { [member]: null });
    expect(configuration[member as 'hidden']).toBe(left);
    expect(Object.keys(configuration).sort()).toEqual(
      Object.keys(before)
        .filter((name) => name !== member || left !== undefined)
        .sort(),
    );
  });

  it.each(['ingress-flows', 'metadata'])('%s cannot be removed', (member) => {
    expect(faultsOfPatch(before, { [member]: null })).toEqual([
      [`/${member}`, expect.stringMatching(/^null is not accepted; use /)],
    ]);
  });

  it('that is an object replaces the old one whole', () => {
    expect(patched(before, { metadata: {} }).configuration.metadata).toEqual({});
  });

  it('that is unknown is refused, be it null', () => {
    expect(faultsOfPatch(before, { colour: null, 'provisioning-colour': 'red' })?.map(([pointer]) => pointer)).toEqual([
      '/colour',
      '/provisioning-colour',
    ]);
  });

  it.each([[[]], ['text'], [null], [undefined], [7]])('cannot be in %j', (body) => {
    expect(faultsOfPatch(before, body)).toEqual([['', expect.stringContaining('use an object')]]);
  });

  it('named like a prototype is an unknown member like any other', () => {
    const body = JSON.parse('{"__proto__": {"hidden": false}, "constructor": {"a": 1}, "toString": null}');
    expect(faultsOfPatch(before, body)?.map(([pointer]) => pointer)).toEqual([
      '/__proto__',
      '/constructor',
      '/toString',
    ]);
  });
});

describe('members that only answers have', () => {
  const before = storedSource('srt-listener');

  it('are ignored, whatever they hold', () => {
    const flow = flowRequest('srt-listener');
    const settings = { 'encryption-type': 'SRT_PASSWORD', 'secret-id': 'not one of ours' };
    const body = {
      ...patchOfSources('srt-listener', [{ ...flow['flow-sources'][0], 'decryption-settings': settings }]),
      id: sourceId,
      'provisioned-flows': 7,
      'provisioning-status': null,
      'provisioning-status-timestamp': [],
      'provisioning-error-reason': {},
    };
    expect(patched(before, body)).toMatchObject({ change: 'none', keptSecretIds: [secretIds[0]] });
  });

  it.each([['another'], [null], [7]])('are refused where the id is %j', (id) => {
    expect(faultsOfPatch(before, { id })).toEqual([
      [
        '/id',
        `${typeof id === 'string' ? `"${id}"` : 'the value'} is not the id in the path; use ${sourceId}, or leave id out`,
      ],
    ]);
  });
});

describe('a zone', () => {
  const before = storedSource('rtp', { az: 'eu-west-1b' });

  it('that is left out is kept', () => {
    expect(patched(before, { 'ingress-flows': [flowRequest('rtp')] })).toMatchObject({
      configuration: { 'ingress-flows': [{ az: 'eu-west-1b' }] },
      change: 'none',
    });
  });

  it('that is left out in another Region is chosen anew', () => {
    const { configuration } = patched(before, { 'ingress-flows': [flowRequest('rtp', { region: 'us-east-1' })] });
    expect(configuration['ingress-flows'][0]).not.toHaveProperty('az');
  });
});

describe('faults', () => {
  it('are all told at once, those between body and store as well', () => {
    const before = storedSource('rtp', {}, { alarm: { level: 'TR_101_290_PRIORITY_1' } });
    const body = { ...patchOfSources('cdi', flowRequest('cdi')['flow-sources']), id: 'x', hidden: 1, colour: 'red' };
    expect(faultsOfPatch(before, body)).toEqual([
      ['/id', expect.any(String)],
      [`${first}/name`, expect.stringMatching(/^required/)],
      ['/hidden', expect.any(String)],
      ['/colour', expect.any(String)],
      [
        '/alarm',
        'TR 101 290 is measured on transport streams, not on cdi; leave alarm out (alarm is kept as stored; give another, or null to remove it)',
      ],
    ]);
  });

  it('are told of 1,000 at most', () => {
    const body = {
      'ingress-flows': [{ ...flowRequest('rtp'), 'flow-sources': Array(1500).fill({ protocol: 'rtp' }) }],
    };
    expect(faultsOfPatch(storedSource('rtp'), body)).toHaveLength(1000);
  });
});
