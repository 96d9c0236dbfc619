import type { Protocol } from '../../lambdas/domain/protocol';
import { configuredSource, namedSecrets, secretIds, sourceId } from '../support/configured-source';
import { flowRequest, flowSourceRequest, secretValues, sourceRequest, vpcInterfaces } from '../support/sources';

describe('generated names', () => {
  it('come from the id of the source, by kind and position', () => {
    const [picture, sound, captions] = flowRequest('cdi')['media-streams'] ?? [];
    const [fabric] = vpcInterfaces ?? [];
    const flow = flowRequest('cdi', {
      'vpc-interfaces': [
        fabric,
        { ...fabric, name: undefined, 'network-interface-type': 'ena' },
      ] as typeof vpcInterfaces,
      'media-streams': [picture, sound, captions, { 'stream-type': 'ancillary-data', 'stream-id': 7 }] as never,
    });
    const configured = configuredSource(sourceRequest('cdi', { 'ingress-flows': [flow] })).flow;
    expect(configured.name).toBe(`hw-${sourceId}`);
    expect(configured['flow-sources'].map(({ name }) => name)).toEqual(['hw-497f6eca-source-1']);
    expect(configured['vpc-interfaces']?.map(({ name }) => name)).toEqual(['fabric', 'hw-497f6eca-interface-1']);
    expect(configured['media-streams']?.at(-1)?.name).toBe('hw-497f6eca-stream-1');
  });

  it('step aside for names that were given', () => {
    const first = flowSourceRequest('rtp');
    const second = flowSourceRequest('rtp', { name: 'hw-497f6eca-source-1', 'ingest-port': 6000 });
    const flow = flowRequest('rtp', { 'flow-sources': [first, second], 'failover-config': { mode: 'MERGE' } });
    const configured = configuredSource(sourceRequest('rtp', { 'ingress-flows': [flow] })).flow;
    expect(configured['flow-sources'].map(({ name }) => name)).toEqual([
      'hw-497f6eca-source-2',
      'hw-497f6eca-source-1',
    ]);
  });

  it('leave a given name alone', () => {
    const flow = flowRequest('rtp', { name: 'my-flow', 'flow-sources': [flowSourceRequest('rtp', { name: 'mine' })] });
    const configured = configuredSource(sourceRequest('rtp', { 'ingress-flows': [flow] })).flow;
    expect([configured.name, configured['flow-sources'][0]?.name]).toEqual(['my-flow', 'mine']);
  });
});

describe('secrets', () => {
  it.each<[Protocol, string, string]>([
    ['srt-listener', 'SRT_PASSWORD', secretValues.srt],
    ['srt-caller', 'SRT_PASSWORD', secretValues.srt],
    ['zixi-push', 'AES128', secretValues.aes128],
    ['entitlement', 'AES128', secretValues.aes128],
  ])('of %s are taken out and named by id', (protocol, encryptionType, value) => {
    const { configuration, flow, secrets } = configuredSource(sourceRequest(protocol));
    expect(secrets).toEqual([{ secretId: secretIds[0], region: 'eu-west-1', value }]);
    expect(flow['flow-sources'][0]).toMatchObject({
      'decryption-settings': { 'encryption-type': encryptionType, 'secret-id': secretIds[0] },
    });
    expect(JSON.stringify(configuration)).not.toContain(value);
  });

  it('are one for each flow source, even of the same value', () => {
    const second = flowSourceRequest('srt-listener', { 'ingest-port': 6000 });
    const flow = flowRequest('srt-listener', {
      'flow-sources': [flowSourceRequest('srt-listener'), second],
      'failover-config': { mode: 'FAILOVER' },
    });
    const configured = configuredSource(sourceRequest('srt-listener', { 'ingress-flows': [flow] }));
    expect(configured.secrets.map(({ secretId }) => secretId)).toEqual(secretIds.slice(0, 2));
    const named = configured.flow['flow-sources'].map((source) => source.name);
    expect(named).toEqual(['hw-497f6eca-source-1', 'hw-497f6eca-source-2']);
    expect(namedSecrets(configured.configuration)).toEqual(secretIds.slice(0, 2));
  });

  it.each(['rtp', 'rtp-fec', 'rist', 'cdi', 'st2110-jpegxs'] as const)('are none for %s', (protocol) => {
    const { flow, secrets } = configuredSource(sourceRequest(protocol));
    expect(secrets).toEqual([]);
    expect(flow['flow-sources'][0]).not.toHaveProperty('decryption-settings');
  });
});
