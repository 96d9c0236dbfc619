import type { Protocol } from '../../lambdas/domain/protocol';
import { secretIds } from '../support/configured-source';
import { desiredFlowOf, roles, secretArn } from '../support/desired-flow';
import { flowSourceRequest, vpcInterfaces } from '../support/sources';

const where = { roleArn: roles.secretsRoleArn, secretArn: secretArn(secretIds[0]) };
const password = { keyType: 'srt-password', ...where };
const aes128 = { keyType: 'static-key', algorithm: 'aes128', ...where };
const whitelistCidr = '192.0.2.0/24';
const name = 'hw-497f6eca-source-1';

describe('the flow source that MediaConnect is asked for', () => {
  it.each<[Protocol, object]>([
    [
      'srt-listener',
      { protocol: 'srt-listener', ingestPort: 5000, whitelistCidr, minLatency: 2000, decryption: password },
    ],
    [
      'srt-caller',
      {
        protocol: 'srt-caller',
        sourceListenerAddress: 'encoder.example.com',
        sourceListenerPort: 5000,
        minLatency: 2000,
        decryption: password,
      },
    ],
    ['rtp', { protocol: 'rtp', ingestPort: 5000, whitelistCidr }],
    ['rtp-fec', { protocol: 'rtp-fec', ingestPort: 5000, whitelistCidr }],
    ['rist', { protocol: 'rist', ingestPort: 5000, whitelistCidr, maxLatency: 2000 }],
    ['zixi-push', { protocol: 'zixi-push', whitelistCidr, maxLatency: 6000, decryption: aes128 }],
    [
      'entitlement',
      {
        entitlementArn: 'arn:aws:mediaconnect:eu-west-1:999988887777:entitlement:1-11aa22bb33cc44dd-11aa22bb33cc:news',
        decryption: aes128,
      },
    ],
    [
      'cdi',
      {
        protocol: 'cdi',
        ingestPort: 5000,
        vpcInterfaceName: 'fabric',
        maxSyncBuffer: 100,
        mediaStreamSourceConfigurations: [
          { encodingName: 'raw', mediaStreamName: 'picture' },
          { encodingName: 'pcm', mediaStreamName: 'sound' },
          { encodingName: 'smpte291', mediaStreamName: 'captions' },
        ],
      },
    ],
  ])('for %s has exactly the members of that protocol', (protocol, members) => {
    expect(desiredFlowOf(protocol).sources).toEqual([{ name, ...members }]);
  });

  it('for st2110-jpegxs has two inputs for each media stream', () => {
    const [source] = desiredFlowOf('st2110-jpegxs').sources;
    expect(source?.mediaStreamSourceConfigurations?.[0]).toEqual({
      encodingName: 'jxsv',
      mediaStreamName: 'picture',
      inputConfigurations: [
        { inputPort: 5000, interface: { name: 'fabric' } },
        { inputPort: 5000, interface: { name: 'network' } },
      ],
    });
    expect(source).not.toHaveProperty('ingestPort');
  });

  it('carries every optional member and its labels', () => {
    const source = flowSourceRequest('srt-caller', {
      name: 'mine',
      description: 'from the studio',
      'stream-id': 'live/1',
      'vpc-interface-name': 'network',
      'min-latency': 120,
      'max-bitrate': 20_000_000,
      'decryption-settings': undefined,
      metadata: { labels: [{ key: 'studio', value: '4' }] },
    });
    expect(
      desiredFlowOf('srt-caller', {
        'flow-sources': [JSON.parse(JSON.stringify(source))],
        'vpc-interfaces': vpcInterfaces,
      }).sources,
    ).toEqual([
      {
        name: 'mine',
        protocol: 'srt-caller',
        description: 'from the studio',
        sourceListenerAddress: 'encoder.example.com',
        sourceListenerPort: 5000,
        streamId: 'live/1',
        vpcInterfaceName: 'network',
        minLatency: 120,
        maxBitrate: 20_000_000,
        sourceTags: { studio: '4' },
      },
    ]);
  });

  it.each([
    ['AES192', 'aes192', 48],
    ['AES256', 'aes256', 64],
  ] as const)('names the algorithm of %s', (type, algorithm, digits) => {
    const settings = { 'encryption-type': type, key: '0'.repeat(digits) };
    const source = flowSourceRequest('zixi-push', { 'decryption-settings': settings });
    expect(desiredFlowOf('zixi-push', { 'flow-sources': [source] }).sources[0]?.decryption).toMatchObject({
      algorithm,
    });
  });
});
