import type { Protocol } from '../../lambdas/domain/protocol';
import { faultsOfFlowSource } from '../support/source-faults';

const ports = '1024–65535 except 2077, 2088 and 2090–2099';

describe('values of a flow source', () => {
  it.each<[Protocol, string, unknown]>([
    ['rtp', 'ingest-port', 1024],
    ['rtp', 'ingest-port', 65535],
    ['rtp', 'ingest-port', 2089],
    ['rtp-fec', 'ingest-port', 65531],
    ['rist', 'ingest-port', 65534],
    ['srt-caller', 'source-listener-port', 2090],
    ['srt-caller', 'source-listener-address', '192.0.2.1'],
    ['srt-caller', 'source-listener-address', 'srt_1.encoder-2.example.com'],
    ['srt-caller', 'stream-id', '#!::r=live/1,m=request'],
    ['srt-listener', 'min-latency', 10],
    ['srt-listener', 'min-latency', 15000],
    ['rist', 'max-latency', 1],
    ['zixi-push', 'max-latency', 0],
    ['zixi-push', 'max-latency', 60000],
    ['cdi', 'max-sync-buffer', 0],
    ['cdi', 'max-sync-buffer', 250],
    ['rtp', 'max-bitrate', 1],
    ['rtp', 'whitelist-cidr', '10.0.0.0/8'],
    ['rtp', 'whitelist-cidr', '192.0.2.7/32'],
    ['rtp', 'name', 'A-z_0'],
    ['rtp', 'name', 'n'.repeat(64)],
    ['rtp', 'description', 'Ünïcode, and more'],
    ['srt-listener', 'decryption-settings', { 'encryption-type': 'SRT_PASSWORD', passphrase: ' !"~'.repeat(19) }],
    ['entitlement', 'decryption-settings', { 'encryption-type': 'AES192', key: 'aB'.repeat(24) }],
    ['zixi-push', 'decryption-settings', { 'encryption-type': 'AES256', key: '0f'.repeat(32) }],
  ])('accepts %s with %s %j', (protocol, member, value) => {
    expect(faultsOfFlowSource(protocol, { [member]: value })).toEqual([]);
  });

  it.each<[Protocol, string, unknown, string]>([
    ['rtp', 'ingest-port', 1023, `1023 is out of range; use ${ports}`],
    ['rtp', 'ingest-port', 65536, `65536 is out of range; use ${ports}`],
    ['rtp', 'ingest-port', 2077, `2077 is reserved by the service; use ${ports}`],
    ['rtp', 'ingest-port', 2088, `2088 is reserved by the service; use ${ports}`],
    ['srt-listener', 'ingest-port', 2090, `2090 is reserved by the service; use ${ports}`],
    ['cdi', 'ingest-port', 2099, `2099 is reserved by the service; use ${ports}`],
    ['rtp', 'ingest-port', '5000', `"5000" is a string; use ${ports}`],
    ['rtp', 'ingest-port', 5000.5, `5000.5 is not a whole number; use ${ports}`],
    ['rtp', 'ingest-port', Number.POSITIVE_INFINITY, `Infinity is not a whole number; use ${ports}`],
    ['rtp', 'ingest-port', undefined, `required; use ${ports}`],
    ['rist', 'ingest-port', 65535, '65535 is out of range; use 1024–65534 except 2077, 2088 and 2090–2099'],
    [
      'rist',
      'ingest-port',
      2076,
      '2076 also takes 2077, which is reserved by the service; use 1024–65534 except 2077, 2088 and 2090–2099',
    ],
    ['rtp-fec', 'ingest-port', 65532, '65532 is out of range; use 1024–65531 except 2077, 2088 and 2090–2099'],
    [
      'rtp-fec',
      'ingest-port',
      2086,
      '2086 also takes 2088, which is reserved by the service; use 1024–65531 except 2077, 2088 and 2090–2099',
    ],
    [
      'srt-caller',
      'source-listener-port',
      2088,
      '2088 is reserved by the service; use 1024–65535 except 2077 and 2088',
    ],
    ['srt-caller', 'source-listener-port', 80, '80 is out of range; use an integer from 1024 to 65535'],
    [
      'srt-caller',
      'source-listener-address',
      '300.1.1.1',
      '"300.1.1.1" does not fit; use an IPv4 address or a DNS name',
    ],
    [
      'srt-caller',
      'source-listener-address',
      'srt://host',
      '"srt://host" does not fit; use an IPv4 address or a DNS name',
    ],
    [
      'srt-caller',
      'source-listener-address',
      '-a.example',
      '"-a.example" does not fit; use an IPv4 address or a DNS name',
    ],
    [
      'srt-caller',
      'source-listener-address',
      '2001:db8::1',
      '"2001:db8::1" does not fit; use an IPv4 address or a DNS name',
    ],
    ['srt-caller', 'stream-id', '', 'has 0 characters; use text of 1 to 512 characters without control characters'],
    ['srt-listener', 'min-latency', 9, '9 is out of range; use an integer from 10 to 15000 milliseconds'],
    ['rist', 'max-latency', 0, '0 is out of range; use an integer from 1 to 15000 milliseconds'],
    ['zixi-push', 'max-latency', 60001, '60001 is out of range; use an integer from 0 to 60000 milliseconds'],
    ['cdi', 'max-sync-buffer', 251, '251 is out of range; use an integer from 0 to 250 milliseconds'],
    ['rtp', 'max-bitrate', 0, '0 is out of range; use an integer from 1 to 2147483647 bits per second'],
    ['rtp', 'whitelist-cidr', '192.0.2.7/24', '"192.0.2.7/24" has host bits; use 192.0.2.0/24'],
    ['rtp', 'whitelist-cidr', '255.255.255.255/1', '"255.255.255.255/1" has host bits; use 128.0.0.0/1'],
    ['rtp', 'whitelist-cidr', '192.0.2.0', '"192.0.2.0" is not an IPv4 network; use one such as 192.0.2.0/24'],
    ['rtp', 'whitelist-cidr', '192.0.2.0/33', '"192.0.2.0/33" is not an IPv4 network; use one such as 192.0.2.0/24'],
    ['rtp', 'whitelist-cidr', '256.0.0.0/8', '"256.0.0.0/8" is not an IPv4 network; use one such as 192.0.2.0/24'],
    ['rtp', 'whitelist-cidr', '192.0.02.0/24', '"192.0.02.0/24" is not an IPv4 network; use one such as 192.0.2.0/24'],
    ['rtp', 'whitelist-cidr', '2001:db8::/32', '"2001:db8::/32" is not an IPv4 network; use one such as 192.0.2.0/24'],
    [
      'rtp',
      'whitelist-cidr',
      '0.0.0.0/0',
      '"0.0.0.0/0" lets anyone put pictures on air; use a longer prefix, or encrypt the flow source',
    ],
    ['rtp', 'name', 'a b', '"a b" does not fit; use 1 to 64 letters, digits, hyphens or underscores'],
    [
      'rtp',
      'name',
      'n'.repeat(65),
      `"${'n'.repeat(40)}…" does not fit; use 1 to 64 letters, digits, hyphens or underscores`,
    ],
    [
      'rtp',
      'description',
      'a\u0000b',
      '"a\\u0000b" does not fit; use text of 1 to 256 characters without control characters',
    ],
    [
      'rtp',
      'description',
      '\ud800',
      '"\\ud800" does not fit; use text of 1 to 256 characters without control characters',
    ],
    ['rtp', 'description', null, 'null is not accepted; use text of 1 to 256 characters without control characters'],
    [
      'entitlement',
      'entitlement-arn',
      'arn:aws:s3:::b',
      '"arn:aws:s3:::b" does not fit; use the ARN of an entitlement, such as arn:aws:mediaconnect:eu-west-1:111122223333:entitlement:1-11aa22bb33cc44dd-11aa22bb33cc:news',
    ],
  ])('refuses %s with %s %j', (protocol, member, value, detail) => {
    expect(faultsOfFlowSource(protocol, { [member]: value })).toEqual([[`/${member}`, detail]]);
  });

  it.each<[Protocol, object, string, string]>([
    [
      'srt-listener',
      { 'encryption-type': 'SRT_PASSWORD', passphrase: 'x'.repeat(9) },
      'passphrase',
      'use 10 to 79 printable ASCII characters',
    ],
    [
      'srt-listener',
      { 'encryption-type': 'SRT_PASSWORD', passphrase: 'x'.repeat(80) },
      'passphrase',
      'use 10 to 79 printable ASCII characters',
    ],
    [
      'srt-caller',
      { 'encryption-type': 'SRT_PASSWORD', passphrase: 'pässphrase-x' },
      'passphrase',
      'use 10 to 79 printable ASCII characters',
    ],
    [
      'srt-caller',
      { 'encryption-type': 'SRT_PASSWORD', passphrase: '********' },
      'passphrase',
      'use 10 to 79 printable ASCII characters',
    ],
    ['zixi-push', { 'encryption-type': 'AES128', key: '0'.repeat(31) }, 'key', 'use 32 hexadecimal digits'],
    ['zixi-push', { 'encryption-type': 'AES192', key: '0'.repeat(32) }, 'key', 'use 48 hexadecimal digits'],
    ['entitlement', { 'encryption-type': 'AES256', key: 'g'.repeat(64) }, 'key', 'use 64 hexadecimal digits'],
    [
      'entitlement',
      { 'encryption-type': 'SRT_PASSWORD', passphrase: 'x'.repeat(20) },
      'encryption-type',
      'use AES128, AES192, AES256',
    ],
    ['zixi-push', { 'encryption-type': 'AES128' }, 'key', 'use 32 hexadecimal digits'],
  ])('refuses %s with settings %j', (protocol, settings, member, rule) => {
    const [fault, ...others] = faultsOfFlowSource(protocol, { 'decryption-settings': settings });
    expect(others).toEqual([]);
    expect(fault).toEqual([`/decryption-settings/${member}`, expect.stringMatching(new RegExp(`; ${rule}$`))]);
  });
});
