import { checkSource } from '../../lambdas/domain/check-source';
import type { Protocol } from '../../lambdas/domain/protocol';
import { type FlowBody, flowRequest, flowSourceRequest, sourceRequest, vpcInterfaces } from '../support/sources';

// The rules that MediaConnect has for a flow, one after the other: every breach is told once, in one place. The tests
// of each rule's own file have the bounds and the messages; those that only AWS can judge are in pre-flight.test.ts.

type Members = Record<string, unknown>;
type Breach = [rule: string, breach: Members, pointer: string];

const [efa, ena] = vpcInterfaces ?? [];
const third = { ...ena, name: 'third' };
const cdi = flowRequest('cdi');
const streams = cdi['media-streams'] ?? [];
const configurations = 'media-stream-source-configurations';
const uses = (protocol: 'cdi' | 'st2110-jpegxs') => flowSourceRequest(protocol)[configurations];
const inputsOf = (port: number, second = port, names = ['fabric', 'network']) => ({
  'input-configurations': names.map((name, index) => ({
    'input-port': index === 0 ? port : second,
    'vpc-interface-name': name,
  })),
});

/** A flow of a protocol whose flow source has these members over those of the fixture. */
const withSource = (protocol: Protocol, members: Members) => ({
  ...flowRequest(protocol),
  'flow-sources': [{ ...flowSourceRequest(protocol), ...members }],
});
/** A flow with two flow sources, named `a` and `b`, on ports that do not meet. */
const withTwo = (
  first: Protocol,
  second: Protocol,
  members: Members = {},
  failover: unknown = { mode: 'FAILOVER' },
) => ({
  ...flowRequest(first),
  'failover-config': failover,
  'flow-sources': [
    { ...flowSourceRequest(first), name: 'a' },
    {
      ...flowSourceRequest(second),
      name: 'b',
      ...('ingest-port' in flowSourceRequest(second) && { 'ingest-port': 6000 }),
      ...members,
    },
  ],
});
const withStreams = (...changed: Members[]) => ({ ...cdi, 'media-streams': changed });
const [picture = {}, sound = {}, captions = {}] = streams as Members[];
const key = (digits: number) => ({ 'decryption-settings': { 'encryption-type': 'AES128', key: '0'.repeat(digits) } });
const passphrase = (text: string) => ({
  'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: text },
});
const source = (member: string) => `/flow-sources/0/${member}`;
const use = (index: number, member: string) => source(`${configurations}/${index}/${member}`);

const counts: Breach[] = [
  ['a flow has a flow source', { ...flowRequest('rtp'), 'flow-sources': [] }, '/flow-sources'],
  ...(['cdi', 'st2110-jpegxs'] as const).map((protocol): Breach => {
    const parts = uses(protocol).map((used, index) => ({
      ...flowSourceRequest(protocol),
      name: `part-${index}`,
      ...(protocol === 'cdi' && { 'ingest-port': 5000 + index }),
      [configurations]: [used],
    }));
    return [
      `${protocol} has one flow source`,
      { ...flowRequest(protocol), 'flow-sources': parts.slice(0, 2) },
      '/flow-sources/1',
    ];
  }),
  [
    'an entitlement has one flow source',
    { ...withTwo('entitlement', 'entitlement'), 'failover-config': undefined },
    '/flow-sources/1',
  ],
];

const members: Breach[] = [
  ['rtp has no latency', withSource('rtp', { 'max-latency': 1 }), source('max-latency')],
  ['srt-listener dials nobody', withSource('srt-listener', { 'stream-id': 'x' }), source('stream-id')],
  [
    'srt-caller has a listener',
    withSource('srt-caller', { 'source-listener-port': undefined }),
    source('source-listener-port'),
  ],
  [
    'an entitlement has its ARN',
    withSource('entitlement', { 'entitlement-arn': undefined }),
    source('entitlement-arn'),
  ],
  ['cdi has media streams in use', withSource('cdi', { [configurations]: [] }), source(configurations)],
  ['cdi has no list of networks', withSource('cdi', { 'whitelist-cidr': '192.0.2.0/24' }), source('whitelist-cidr')],
  ['st2110-jpegxs has no port', withSource('st2110-jpegxs', { 'ingest-port': 5000 }), source('ingest-port')],
];

const ports: Breach[] = [
  ['from 1024', withSource('rtp', { 'ingest-port': 1023 }), source('ingest-port')],
  ['to 65535', withSource('cdi', { 'ingest-port': 65536 }), source('ingest-port')],
  ...[2077, 2088, 2090, 2099].map(
    (port): Breach => [`not ${port}`, withSource('srt-listener', { 'ingest-port': port }), source('ingest-port')],
  ),
  ['rist takes the next', withSource('rist', { 'ingest-port': 2087 }), source('ingest-port')],
  ['rtp-fec takes two more', withSource('rtp-fec', { 'ingest-port': 2084 }), source('ingest-port')],
  ['two flow sources do not meet', withTwo('rtp-fec', 'rtp', { 'ingest-port': 5004 }), '/flow-sources/1/ingest-port'],
  ['zixi-push is given its port', withSource('zixi-push', { 'ingest-port': 2088 }), source('ingest-port')],
  [
    'public zixi-push sources differ by stream id',
    { ...withTwo('zixi-push', 'zixi-push', { 'stream-id': 'a' }) },
    '/flow-sources/1/stream-id',
  ],
];

const doors: Breach[] = [
  ['one of network and VPC', withSource('rist', { 'whitelist-cidr': undefined }), '/flow-sources/0'],
  [
    'not both',
    { ...withSource('rist', { 'vpc-interface-name': 'network' }), 'vpc-interfaces': [ena] },
    source('vpc-interface-name'),
  ],
  ['an interface that is there', withSource('srt-caller', { 'vpc-interface-name': 'x' }), source('vpc-interface-name')],
  ['a network without host bits', withSource('rtp', { 'whitelist-cidr': '192.0.2.1/24' }), source('whitelist-cidr')],
  ['a network of IPv4', withSource('rtp', { 'whitelist-cidr': '2001:db8::/32' }), source('whitelist-cidr')],
  ['not everybody', withSource('rtp', { 'whitelist-cidr': '0.0.0.0/0' }), source('whitelist-cidr')],
];

const values: Breach[] = [
  ['latency of SRT', withSource('srt-caller', { 'min-latency': 9 }), source('min-latency')],
  ['latency of RIST', withSource('rist', { 'max-latency': 15001 }), source('max-latency')],
  ['latency of Zixi', withSource('zixi-push', { 'max-latency': 60001 }), source('max-latency')],
  ['sync buffer', withSource('st2110-jpegxs', { 'max-sync-buffer': 251 }), source('max-sync-buffer')],
  ['bit rate', withSource('rtp', { 'max-bitrate': 0 }), source('max-bitrate')],
  ['digits of a key', withSource('zixi-push', key(31)), source('decryption-settings/key')],
  [
    'a short passphrase',
    withSource('srt-listener', passphrase('x'.repeat(9))),
    source('decryption-settings/passphrase'),
  ],
  ['a long passphrase', withSource('srt-caller', passphrase('x'.repeat(80))), source('decryption-settings/passphrase')],
  [
    'keys are not of SRT',
    withSource('srt-listener', { 'decryption-settings': { 'encryption-type': 'AES128', passphrase: 'x'.repeat(20) } }),
    source('decryption-settings/encryption-type'),
  ],
  [
    'passphrases are not of Zixi',
    withSource('zixi-push', passphrase('x'.repeat(20))),
    source('decryption-settings/encryption-type'),
  ],
  ['rtp is not encrypted', withSource('rtp', key(32)), source('decryption-settings')],
  ['cdi is not encrypted', withSource('cdi', key(32)), source('decryption-settings')],
];

const failovers: Breach[] = [
  ['two flow sources need it', { ...withTwo('rtp', 'rtp'), 'failover-config': undefined }, '/failover-config'],
  ['of one protocol', withTwo('srt-listener', 'srt-caller'), '/flow-sources/1/protocol'],
  ['SRT does not merge', withTwo('srt-caller', 'srt-caller', {}, { mode: 'MERGE' }), '/failover-config/mode'],
  ['cdi has none', { ...cdi, 'failover-config': { mode: 'FAILOVER' } }, '/failover-config'],
  [
    'an entitlement has none',
    { ...flowRequest('entitlement'), 'failover-config': { mode: 'FAILOVER' } },
    '/failover-config',
  ],
  [
    'the primary is one of the two',
    withTwo('rist', 'rist', {}, { mode: 'FAILOVER', 'primary-flow-source': 'c' }),
    '/failover-config/primary-flow-source',
  ],
  [
    'the window is from 100 ms',
    withTwo('rist', 'rist', {}, { mode: 'MERGE', 'recovery-window': 99 }),
    '/failover-config/recovery-window',
  ],
  [
    'the window is of MERGE',
    withTwo('rist', 'rist', {}, { mode: 'FAILOVER', 'recovery-window': 200 }),
    '/failover-config/recovery-window',
  ],
];

const interfaces: Breach[] = [
  [
    'two ena at most',
    { ...flowRequest('rtp'), 'vpc-interfaces': [ena, third, { ...ena, name: 'fourth' }] },
    '/vpc-interfaces/2/network-interface-type',
  ],
  [
    'one efa at most',
    { ...flowRequest('rtp'), 'vpc-interfaces': [efa, { ...efa, name: 'other' }] },
    '/vpc-interfaces/1/network-interface-type',
  ],
  [
    'a security group each',
    { ...flowRequest('rtp'), 'vpc-interfaces': [{ ...ena, 'security-group-ids': [] }] },
    '/vpc-interfaces/0/security-group-ids',
  ],
  ['cdi enters by efa', withSource('cdi', { 'vpc-interface-name': 'network' }), source('vpc-interface-name')],
  [
    'st2110-jpegxs enters twice',
    withSource('st2110-jpegxs', {
      [configurations]: [{ ...uses('st2110-jpegxs')[0], ...inputsOf(5000, 5000, ['fabric']) }],
    }),
    use(0, 'input-configurations'),
  ],
  [
    'by different interfaces',
    withSource('st2110-jpegxs', {
      [configurations]: [{ ...uses('st2110-jpegxs')[0], ...inputsOf(5000, 5000, ['fabric', 'fabric']) }],
    }),
    use(0, 'input-configurations/1/vpc-interface-name'),
  ],
  [
    'on the same port',
    withSource('st2110-jpegxs', { [configurations]: [{ ...uses('st2110-jpegxs')[0], ...inputsOf(5000, 5001) }] }),
    use(0, 'input-configurations/1/input-port'),
  ],
  [
    'which no other stream has',
    withSource('st2110-jpegxs', {
      [configurations]: uses('st2110-jpegxs')
        .slice(0, 2)
        .map((each) => ({ ...each, ...inputsOf(5000) })),
    }),
    use(1, 'input-configurations/0/input-port'),
  ],
];

const mediaStreams: Breach[] = [
  ['not with a transport stream', { ...flowRequest('rtp'), 'media-streams': [sound] }, '/media-streams'],
  ['names once', withStreams(picture, sound, captions, { ...sound, 'stream-id': 9 }), '/media-streams/3/name'],
  ['ids once', withStreams(picture, sound, { ...captions, 'stream-id': 0 }), '/media-streams/2/stream-id'],
  [
    'the clock of video',
    withStreams({ ...picture, 'media-clock-rate': 48000 }, sound, captions),
    '/media-streams/0/media-clock-rate',
  ],
  [
    'the clock of sound',
    withStreams(picture, { ...sound, 'media-clock-rate': 90000 }, captions),
    '/media-streams/1/media-clock-rate',
  ],
  [
    'a clock for sound',
    withStreams(picture, { ...sound, 'media-clock-rate': undefined }, captions),
    '/media-streams/1/media-clock-rate',
  ],
  [
    'formats of video',
    withStreams({ ...picture, 'video-format': '576i' }, sound, captions),
    '/media-streams/0/video-format',
  ],
  [
    'a format is of video',
    withStreams(picture, { ...sound, 'video-format': '1080p' }, captions),
    '/media-streams/1/video-format',
  ],
  [
    'words of fmtp',
    withStreams({ ...picture, attributes: { fmtp: { tcs: 'HDR' } } }, sound, captions),
    '/media-streams/0/attributes/fmtp/tcs',
  ],
  [
    'channel orders',
    withStreams(picture, { ...sound, attributes: { fmtp: { 'channel-order': 'stereo' } } }, captions),
    '/media-streams/1/attributes/fmtp/channel-order',
  ],
  [
    'one video',
    withStreams(picture, sound, captions, { ...picture, name: 'x', 'stream-id': 9 }),
    '/media-streams/3/stream-type',
  ],
  ['used ones exist', withStreams(picture, sound), use(2, 'media-stream-name')],
  ['used once', withSource('cdi', { [configurations]: [uses('cdi')[0], uses('cdi')[0]] }), use(1, 'media-stream-name')],
  [
    'raw on cdi',
    withSource('cdi', { [configurations]: [{ ...uses('cdi')[0], 'encoding-name': 'pcm' }] }),
    use(0, 'encoding-name'),
  ],
  [
    'jxsv on st2110-jpegxs',
    withSource('st2110-jpegxs', { [configurations]: [{ ...uses('st2110-jpegxs')[0], 'encoding-name': 'raw' }] }),
    use(0, 'encoding-name'),
  ],
];

const names: Breach[] = [
  ['of a flow', { ...flowRequest('rtp'), name: 'a b' }, '/name'],
  ['of a flow source', withSource('rtp', { name: 'n'.repeat(65) }), source('name')],
  ['of an interface', { ...flowRequest('rtp'), 'vpc-interfaces': [{ ...ena, name: '' }] }, '/vpc-interfaces/0/name'],
  ['once', withTwo('rtp', 'rtp', { name: 'a' }), '/flow-sources/1/name'],
];

const places: Breach[] = [
  ['a Region with MediaConnect', { ...flowRequest('rtp'), region: 'eu-south-1' }, '/region'],
  ['a zone of the Region', { ...flowRequest('rtp'), az: 'eu-west-2a' }, '/az'],
  [
    'the ARN of an entitlement',
    withSource('entitlement', { 'entitlement-arn': 'arn:aws:s3:::b' }),
    source('entitlement-arn'),
  ],
  ['an entitlement of the Region', { ...flowRequest('entitlement'), region: 'eu-west-2' }, source('entitlement-arn')],
];

describe.each<[string, Breach[]]>([
  ['how many', counts],
  ['members by protocol', members],
  ['ports', ports],
  ['the way in', doors],
  ['values and encryption', values],
  ['failover', failovers],
  ['VPC interfaces', interfaces],
  ['media streams', mediaStreams],
  ['names', names],
  ['Region, zone and entitlement', places],
])('%s', (_, breaches) => {
  it.each(breaches)('%s', (_rule, flow, pointer) => {
    const body = JSON.parse(JSON.stringify(sourceRequest('rtp', { 'ingress-flows': [flow as unknown as FlowBody] })));
    expect(checkSource(body).faults?.map((fault) => fault.pointer)).toEqual([`/ingress-flows/0${pointer}`]);
  });
});

it('has one ingress flow', () => {
  for (const flows of [[], [flowRequest('rtp'), flowRequest('rtp')]]) {
    const { faults } = checkSource(sourceRequest('rtp', { 'ingress-flows': flows }));
    expect(faults?.map(({ pointer }) => pointer)).toEqual(['/ingress-flows']);
  }
});
