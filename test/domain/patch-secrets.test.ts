import { secretIds } from '../support/configured-source';
import { faultsOfPatch, newSecretId, patch, patched, patchOfSources, storedSource } from '../support/patched-source';
import { type FlowSourceBody, flowSourceRequest, secretValues } from '../support/sources';

const first = '/ingress-flows/0/flow-sources/0';
const generated = 'hw-497f6eca-source-1';

function plain(): FlowSourceBody {
  const { 'decryption-settings': _, ...source } = flowSourceRequest('srt-listener');
  return source;
}

describe('a secret', () => {
  const value = secretValues.srt;
  const before = storedSource('srt-listener');
  const settings = (members: object) => ({ 'encryption-type': 'SRT_PASSWORD', ...members });
  const body = (members: object, source: object = {}, flow: object = {}) =>
    patchOfSources(
      'srt-listener',
      [{ ...flowSourceRequest('srt-listener'), 'decryption-settings': settings(members), ...source }],
      flow,
    );
  const place = `${first}/decryption-settings`;
  const kept = { secrets: [], keptSecretIds: [secretIds[0]], change: 'none' };

  it.each([
    ['left out', {}],
    ['the mask', { passphrase: '********' }],
  ])('whose value is %s is kept', (_, members) => {
    expect(patched(before, body(members))).toMatchObject(kept);
  });

  it('follows the name of its flow source, not the place', () => {
    const two = (names: string[]) => ({
      'flow-sources': names.map((name, index) =>
        flowSourceRequest('srt-listener', { name, 'ingest-port': 5000 + 10 * index }),
      ),
      'failover-config': { mode: 'FAILOVER' as const },
    });
    const both = storedSource('srt-listener', two(['a', 'b']));
    const turned = two(['b', 'a'])['flow-sources'].map((source) => ({
      ...source,
      'decryption-settings': settings({}),
    }));
    const { configuration, keptSecretIds } = patched(
      both,
      patchOfSources('srt-listener', turned, { 'failover-config': { mode: 'FAILOVER' } }),
    );
    expect(keptSecretIds).toEqual([secretIds[1], secretIds[0]]);
    expect(configuration['ingress-flows'][0]?.['flow-sources'][0]).toMatchObject({
      name: 'b',
      'decryption-settings': { 'secret-id': secretIds[1] },
    });
  });

  it('is kept by a flow source that changes its protocol, if the encryption is the same', () => {
    const caller = { ...flowSourceRequest('srt-caller'), name: generated, 'decryption-settings': settings({}) };
    expect(patched(before, patchOfSources('srt-caller', [caller]))).toMatchObject({
      secrets: [],
      keptSecretIds: [secretIds[0]],
      change: 'infrastructure',
    });
  });

  it.each<[string, object, string]>([
    ['left out', {}, 'required; use 10 to 79 printable ASCII characters'],
    [
      'the mask',
      { passphrase: '********' },
      'the mask stands for a stored value, and there is none; use 10 to 79 printable ASCII characters',
    ],
  ])('whose value is %s is refused where there is none to keep', (_, members, detail) => {
    const expected = [[`${place}/passphrase`, detail]];
    expect(faultsOfPatch(storedSource('srt-listener', { 'flow-sources': [plain()] }), body(members))).toEqual(expected);
    expect(faultsOfPatch(before, body(members, { name: 'other' }))).toEqual(expected);
    expect(faultsOfPatch(before, body(members), { secretIds: [] })).toEqual(expected);
  });

  it.each([
    ['AES256', 64],
    ['AES192', 48],
  ])('of another type (%s) is not kept', (type, digits) => {
    const source = { ...flowSourceRequest('zixi-push'), 'decryption-settings': { 'encryption-type': type } };
    expect(faultsOfPatch(storedSource('zixi-push'), patchOfSources('zixi-push', [source]))).toEqual([
      [`${place}/key`, `required; use ${digits} hexadecimal digits`],
    ]);
  });

  it('that is missing is told beside a misspelt member', () => {
    const source = {
      ...flowSourceRequest('zixi-push'),
      'decryption-settings': { 'encryption-type': 'AES256', kye: value },
    };
    expect(
      faultsOfPatch(storedSource('zixi-push'), patchOfSources('zixi-push', [source]))
        ?.map(([pointer]) => pointer)
        .sort(),
    ).toEqual([`${place}/key`, `${place}/kye`]);
  });

  it('that a failed creation took away must be given again, also where its flow is left out', () => {
    expect(faultsOfPatch(before, {}, { secretIds: [] })).toEqual([
      [
        `${place}/passphrase`,
        'required; use 10 to 79 printable ASCII characters (ingress-flows is kept as stored; give another)',
      ],
    ]);
  });

  it('that is given is compared with the stored value, once that is read', () => {
    expect(patch(before, body({ passphrase: value }))).toEqual({ secretsToRead: [secretIds[0]] });
    const values = new Map([[secretIds[0], value]]);
    expect(patched(before, body({ passphrase: value }), { values })).toMatchObject(kept);
  });

  it.each([
    ['differs from the stored one', new Map([[secretIds[0], 'canary-Passphrase-2!']])],
    ['takes the place of one that is gone', new Map<string, string>()],
  ])('whose value %s is new', (_, values) => {
    const { configuration, secrets, keptSecretIds, change } = patched(before, body({ passphrase: value }), { values });
    expect(secrets).toEqual([{ secretId: newSecretId, region: 'eu-west-1', value }]);
    expect([keptSecretIds, change]).toEqual([[], 'infrastructure']);
    expect(configuration['ingress-flows'][0]?.['flow-sources'][0]).toMatchObject({
      'decryption-settings': { 'secret-id': newSecretId },
    });
  });

  it('of an unencrypted flow source is new without a look at the store', () => {
    const { secrets } = patched(
      storedSource('srt-listener', { 'flow-sources': [plain()] }),
      body({ passphrase: value }),
    );
    expect(secrets.map(({ secretId }) => secretId)).toEqual([newSecretId]);
  });

  it('goes with its settings', () => {
    expect(patched(before, patchOfSources('srt-listener', [plain()]))).toMatchObject({
      secrets: [],
      keptSecretIds: [],
      change: 'infrastructure',
    });
  });

  it('is written again in the Region that its flow moves to', () => {
    const move = body({}, {}, { region: 'us-east-1' });
    expect(patch(before, move)).toEqual({ secretsToRead: [secretIds[0]] });
    const { secrets, keptSecretIds } = patched(before, move, { values: new Map([[secretIds[0], value]]) });
    expect(secrets).toMatchObject([{ secretId: newSecretId, region: 'us-east-1', value }]);
    expect(keptSecretIds).toEqual([]);
    expect(faultsOfPatch(before, move, { values: new Map() })).toEqual([
      [`${place}/passphrase`, 'required: the stored value is gone, so it cannot move to us-east-1; give it again'],
    ]);
  });
});
