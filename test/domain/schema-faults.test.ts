import { type Protocol, protocols } from '../../lambdas/domain/protocol';
import { faultsOfBody, faultsOfFlowSource } from '../support/source-faults';
import { secretValues, sourceRequest } from '../support/sources';

describe('what is no source at all', () => {
  it.each([
    ['a list', [], 'the value is a list; use an object'],
    ['null', null, 'null is not accepted; use an object'],
    ['a number', 7, '7 is a number; use an object'],
    ['nothing', undefined, 'required; use an object'],
  ])('refuses %s', (_, body, detail) => {
    expect(faultsOfBody(body)).toEqual([{ pointer: '', detail }]);
  });

  it('names every required member', () => {
    expect(faultsOfBody({})).toEqual([
      { pointer: '/metadata', detail: 'required; use an object' },
      { pointer: '/ingress-flows', detail: 'required; use a list of 1 ingress flow' },
    ]);
  });
});

it('names a number beyond every safe integer once', () => {
  expect(faultsOfBody({ ...sourceRequest('rtp'), 'proxy-tier': 1e20 })).toEqual([
    { pointer: '/proxy-tier', detail: '100000000000000000000 is out of range; use an integer from 1 to 5' },
  ]);
});

describe('unknown members', () => {
  it.each([
    ['a misspelt member', { hiden: true }, '/hiden'],
    ['a member of answers', { id: '497f6eca-6276-4993-bfeb-53cbbbba6f08' }, '/id'],
    ['a member that inherits', { constructor: {} }, '/constructor'],
    ['a name that needs escaping', { 'a/b~c': 1 }, '/a~1b~0c'],
  ])('refuses %s at its own pointer', (_, members, pointer) => {
    expect(faultsOfBody({ ...sourceRequest('rtp'), ...members })).toEqual([
      {
        pointer,
        detail:
          'not a member here; use alarm, hidden, metadata, proxy-enabled, proxy-tier, ingress-flows, egress-flows',
      },
    ]);
  });

  it('refuses __proto__ and does not follow it', () => {
    const body = JSON.parse(`{"__proto__": {"metadata": {}, "polluted": true}, "ingress-flows": []}`);
    const pointers = faultsOfBody(body).map(({ pointer }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/__proto__', '/metadata', '/ingress-flows']));
    expect({}).not.toHaveProperty('polluted');
  });

  it.each([
    ['rtp', { 'min-latency': 100 }],
    ['rtp-fec', { 'decryption-settings': { 'encryption-type': 'AES128', key: secretValues.aes128 } }],
    ['rist', { 'stream-id': 'a' }],
    ['zixi-push', { 'ingest-port': 2088 }],
    ['entitlement', { 'whitelist-cidr': '192.0.2.0/24' }],
    ['srt-listener', { 'max-latency': 100 }],
    ['srt-caller', { 'whitelist-cidr': '192.0.2.0/24' }],
    ['cdi', { 'whitelist-cidr': '192.0.2.0/24' }],
    ['st2110-jpegxs', { 'ingest-port': 5000 }],
  ] as const)('refuses a member that %s does not have', (protocol, members) => {
    const [member] = Object.keys(members);
    expect(faultsOfFlowSource(protocol, members)).toEqual([
      [`/${member}`, expect.stringMatching(/^not a member here; use protocol, name, /)],
    ]);
  });
});

describe('the union of protocols', () => {
  it('answers an unknown protocol with one fault that lists those to use', () => {
    expect(faultsOfFlowSource('rtp', { protocol: 'srtt', 'ingest-port': 'x' })).toEqual([
      ['/protocol', `"srtt" is not known; use ${protocols.join(', ')}`],
    ]);
  });

  it('answers a missing protocol with one fault', () => {
    expect(faultsOfFlowSource('rtp', { protocol: undefined })).toEqual([
      ['/protocol', `required; use ${protocols.join(', ')}`],
    ]);
  });

  it('names only faults of the chosen branch', () => {
    expect(
      faultsOfFlowSource('srt-caller', { 'source-listener-address': undefined, 'source-listener-port': '5000' }),
    ).toEqual([
      ['/source-listener-address', 'required; use an IPv4 address or a DNS name'],
      ['/source-listener-port', '"5000" is a string; use an integer from 1024 to 65535'],
    ]);
  });
});

describe('secrets in messages', () => {
  const canary = 'canary-in-the-coal-mine';
  it.each<[string, Protocol, unknown]>([
    ['a passphrase of the wrong kind', 'srt-listener', { 'encryption-type': 'AES128', passphrase: canary }],
    [
      'a passphrase that is too short',
      'srt-listener',
      { 'encryption-type': 'SRT_PASSWORD', passphrase: canary.slice(0, 9) },
    ],
    ['a key that is no key', 'zixi-push', { 'encryption-type': 'AES256', key: canary }],
    ['a secret in the wrong member', 'zixi-push', { 'encryption-type': canary }],
    ['a secret in an unknown member', 'zixi-push', { 'encryption-type': 'AES128', pass: canary }],
    ['a secret instead of the settings', 'srt-caller', canary],
    ['a list of secrets', 'srt-caller', [canary]],
    ['an encrypted source that cannot be', 'rtp', { 'encryption-type': 'SRT_PASSWORD', passphrase: canary }],
  ])('never repeats %s', (_, protocol, settings) => {
    const faults = faultsOfFlowSource(protocol, { 'decryption-settings': settings });
    expect(faults.length).toBeGreaterThan(0);
    expect(JSON.stringify(faults)).not.toContain(canary.slice(0, 9));
  });

  it('cuts a long value short', () => {
    const [fault] = faultsOfFlowSource('rtp', { name: 'x y'.repeat(1000) });
    expect(fault?.[1]?.length).toBeLessThan(150);
  });
});
