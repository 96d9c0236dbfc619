import { pointerTo } from '../../lambdas/domain/fault';
import { type Change, flowSourceChanges, type Loose, type Step } from './flow-source-mutations';
import type { SourceBody } from './sources';

/** A body that breaks one rule, and where. */
export interface Mutation {
  readonly rule: string;
  readonly body: unknown;
  readonly pointer: string;
  /** A rule that an update does not have: it may leave out, remove with null, and send back what answers show. */
  readonly createOnly?: true;
}

const flow = ['ingress-flows', 0];
const first = [...flow, 'flow-sources', 0];

/** A copy of the body with another value at a path; undefined takes the member out. */
function withValue(body: unknown, path: readonly Step[], value: unknown): unknown {
  const copy: Loose = structuredClone(body);
  const parent = path.slice(0, -1).reduce((container, step) => container[step], copy);
  const member = path.at(-1) ?? '';
  if (value === undefined) delete parent[member];
  else parent[member] = value;
  return copy;
}

/** Every mutation of a valid body by one rule that its members allow, each with the place that must be named. */
export function mutationsOf(body: SourceBody): Mutation[] {
  const [one] = body['ingress-flows'] as Loose[];
  const sources: Loose[] = one['flow-sources'];
  const changes = [
    ...sourceChanges(body),
    ...flowChanges(one),
    ...failoverChanges(one),
    ...interfaceChanges(one),
    ...streamChanges(one),
    ...sources.flatMap((source, index) => flowSourceChanges(source, [...flow, 'flow-sources', index])),
  ];
  return [...changes.map((change) => mutation(body, change)), ...creations(body, sources[0])];
}

function mutation(body: SourceBody, [rule, path, value, pointer = path]: Change): Mutation {
  return { rule, body: withValue(body, path, value), pointer: pointerTo(pointer) };
}

function creations(body: SourceBody, source: Loose): Mutation[] {
  const settings = source['decryption-settings'];
  const changes: Change[] = [
    ['flows are required', ['ingress-flows'], undefined],
    ['metadata is required', ['metadata'], undefined],
    ['null is no flag', ['hidden'], null],
    ['an id is of answers only', ['id'], '497f6eca-6276-4993-bfeb-53cbbbba6f08'],
  ];
  if (settings) {
    const value = 'key' in settings ? 'key' : 'passphrase';
    const place = [...first, 'decryption-settings'];
    changes.push(
      ['a secret value is required', [...place, value], undefined],
      ['the mask is no value', [...place, value], '********'],
      ['a secret id is of answers only', [...place, 'secret-id'], '8535ae1a-28d8-4c24-b0ce-9abe31f0381c'],
    );
  }
  return changes.map((change) => ({ ...mutation(body, change), createOnly: true }));
}

function egressChanges({ 'ingress-flows': [ingress] }: SourceBody): Change[] {
  const member = ['egress-flows'];
  const asked = (more: object) => [{ name: 'handed-off', region: 'eu-west-2', ...more }];
  if (ingress && 'media-streams' in ingress) return [['egress flows carry a transport stream', member, asked({})]];
  const five = Array.from({ length: 5 }, (_, index) => ({ name: `handed-off-${index}`, region: 'eu-west-2' }));
  return [
    ['egress flows are a list', member, {}],
    ['egress flows are four at most', member, five],
    ['an egress flow has a Region', member, [{ name: 'handed-off' }], [...member, 0, 'region']],
    ['that Region has the service', member, asked({ region: 'mars-1' }), [...member, 0, 'region']],
    ['an egress flow has known members', member, asked({ port: 5000 }), [...member, 0, 'port']],
    [
      'what it is fed with is not asked for',
      member,
      asked({ 'secret-id': ingress?.name }),
      [...member, 0, 'secret-id'],
    ],
    ['its name is short enough for that of its feed', member, asked({ name: 'n'.repeat(49) }), [...member, 0, 'name']],
    ['its zone is of its Region', member, asked({ az: 'eu-west-1a' }), [...member, 0, 'az']],
    ['egress flows have different names', member, [...asked({}), ...asked({})], [...member, 1, 'name']],
    ...(ingress?.name === undefined || ingress.name.length > 48
      ? []
      : ([['names are unique in a source', member, asked({ name: ingress.name }), [...member, 0, 'name']]] as const)),
  ];
}

function sourceChanges(body: SourceBody): Change[] {
  const { alarm } = body;
  const label = { key: 'twice', value: '' };
  const labels = (items: unknown) => ({ labels: items });
  const many = Array.from({ length: 41 }, (_, index) => ({ key: `many-${index}`, value: '' }));
  return [
    ['members are known', ['colour'], 'red'],
    ...egressChanges(body),
    ['one flow is required', ['ingress-flows'], []],
    ['flows are a list', ['ingress-flows'], {}],
    ['flows are not null', ['ingress-flows'], null],
    ['metadata is not null', ['metadata'], null],
    ['metadata is closed', ['metadata'], { tags: [] }, ['metadata', 'tags']],
    ['labels are a list', ['metadata'], labels('news'), ['metadata', 'labels']],
    ['labels are 40 at most', ['metadata'], labels(many), ['metadata', 'labels']],
    ['label keys are unique', ['metadata'], labels([label, label]), ['metadata', 'labels', 1, 'key']],
    [
      'label keys are not reserved',
      ['metadata'],
      labels([{ ...label, key: 'AWS:x' }]),
      ['metadata', 'labels', 0, 'key'],
    ],
    ['label keys are not empty', ['metadata'], labels([{ ...label, key: '' }]), ['metadata', 'labels', 0, 'key']],
    ['label values are required', ['metadata'], labels([{ key: 'a' }]), ['metadata', 'labels', 0, 'value']],
    ['a flag is true or false', ['hidden'], 'true'],
    ['proxies are not available', ['proxy-enabled'], true],
    ['a tier is 1 at least', ['proxy-tier'], 0],
    ['a tier is 5 at most', ['proxy-tier'], 6],
    ['a tier is whole', ['proxy-tier'], 1.5],
    ...(alarm ? ([['an alarm has a known level', ['alarm', 'level'], 'TR_101_290_PRIORITY_3']] as const) : []),
  ];
}

function flowChanges(one: Loose): Change[] {
  const [source] = one['flow-sources'];
  const carriesTransportStream = one['media-streams'] === undefined;
  const stream = { name: 'extra', 'stream-id': 99, 'stream-type': 'ancillary-data' };
  return [
    ['members of a flow are known', [...flow, 'zone'], 'eu-west-1a'],
    ['a Region is known', [...flow, 'region'], 'eu-west-9'],
    ['a Region is required', [...flow, 'region'], undefined],
    ['a zone is a name', [...flow, 'az'], 'euw1-az1'],
    ['a zone is of the Region', [...flow, 'az'], 'us-east-1a'],
    ['a zone is not null', [...flow, 'az'], null],
    ['a flow has a simple name', [...flow, 'name'], 'a b'],
    ['a flow has a source', [...flow, 'flow-sources'], []],
    ...(carriesTransportStream
      ? ([['a transport stream has no media streams', [...flow, 'media-streams'], [stream]]] as const)
      : ([['no alarm watches media streams', ['alarm'], { level: 'TR_101_290_PRIORITY_1' }]] as const)),
    ...('entitlement-arn' in source
      ? ([
          [
            'an entitlement is of the Region',
            [...first, 'entitlement-arn'],
            source['entitlement-arn'].replace('eu-west-1', 'eu-west-2'),
          ],
        ] as const)
      : []),
  ];
}

function failoverChanges(one: Loose): Change[] {
  const { 'flow-sources': sources, 'failover-config': failover } = one;
  const [{ protocol }, second] = sources;
  const place = [...flow, 'failover-config'];
  const at = (member: string) => [...place, member];
  if (!second) {
    const alone = ['entitlement', 'cdi', 'st2110-jpegxs'].includes(protocol);
    return alone ? [[`${protocol} has no failover`, place, { mode: 'FAILOVER' }]] : [];
  }
  const changes: Change[] = [
    ['two sources fail over', place, undefined],
    ['a mode is known', at('mode'), 'BOTH'],
    [
      'a primary is a flow source',
      place,
      { mode: 'FAILOVER', 'primary-flow-source': 'nobody' },
      at('primary-flow-source'),
    ],
    ['FAILOVER has no window', place, { mode: 'FAILOVER', 'recovery-window': 200 }, at('recovery-window')],
  ];
  // Public Zixi sources of one name would have one stream id too.
  if (protocol !== 'zixi-push') {
    const list = [...flow, 'flow-sources'];
    changes.push(['names are unique', list, twice(sources, 'name', 'same'), [...list, 1, 'name']]);
  }
  if (protocol.startsWith('srt-')) changes.push(['SRT does not merge', place, { mode: 'MERGE' }, at('mode')]);
  if (failover.mode === 'MERGE') changes.push(['a window is 100 ms at least', at('recovery-window'), 99]);
  if ('ingest-port' in second) {
    const port = [...flow, 'flow-sources', 1, 'ingest-port'];
    changes.push(['ports do not meet', port, sources[0]['ingest-port']]);
  }
  return changes;
}

/** The items with one member alike in the first two. */
function twice(items: Loose[], member: string, value: unknown): Loose[] {
  return items.map((item, index) => (index < 2 ? { ...item, [member]: value } : item));
}

function interfaceChanges(one: Loose): Change[] {
  const { 'vpc-interfaces': interfaces, 'flow-sources': sources } = one;
  if (!interfaces) return [];
  const list = [...flow, 'vpc-interfaces'];
  const changes: Change[] = [
    ['a subnet has an id', [...list, 0, 'subnet-id'], 'subnet-1'],
    ['a security group is required', [...list, 0, 'security-group-ids'], []],
    ['security groups are unique', [...list, 0, 'security-group-ids', 1], interfaces[0]['security-group-ids'][0]],
    ['a kind of interface is known', [...list, 1, 'network-interface-type'], 'eni'],
    ['a flow has one efa', [...list, 1, 'network-interface-type'], 'efa'],
    ['names of interfaces are unique', [...list, 2], { ...interfaces[1] }, [...list, 2, 'name']],
    ['members of an interface are known', [...list, 0, 'subnet'], 'subnet-0123456789abcdef0'],
  ];
  sources.forEach((source: Loose, index: number) => {
    if (!('vpc-interface-name' in source)) return;
    const place = [...flow, 'flow-sources', index, 'vpc-interface-name'];
    changes.push(['an interface that is used is there', place, 'nowhere']);
    if (source.protocol === 'cdi') changes.push(['CDI enters by efa', place, 'network']);
  });
  return changes;
}

function streamChanges(one: Loose): Change[] {
  const { 'media-streams': streams, 'flow-sources': sources } = one;
  if (!streams) return [];
  const list = [...flow, 'media-streams'];
  const uses = [...first, 'media-stream-source-configurations'];
  const changes: Change[] = [
    ['a type of stream is known', [...list, 2, 'stream-type'], 'subtitles'],
    ['stream ids are unique', [...list, 1, 'stream-id'], streams[0]['stream-id']],
    ['stream ids are positive', [...list, 0, 'stream-id'], -1],
    ['names of streams are unique', [...list, 3], { ...streams[2], 'stream-id': 9 }, [...list, 3, 'name']],
    ['a flow has one video', [...list, 3], { ...streams[0], name: 'b', 'stream-id': 9 }, [...list, 3, 'stream-type']],
    ['audio has a clock', [...list, 1, 'media-clock-rate'], undefined],
    ['video has a clock of 90 kHz', [...list, 0, 'media-clock-rate'], 48000],
    ['a format of video is known', [...list, 0, 'video-format'], '8k'],
    ['only audio has a language', [...list, 0, 'attributes', 'lang'], 'en'],
    ['a stream that is used is there', [...uses, 2, 'media-stream-name'], 'nowhere'],
    ['an encoding fits the stream', [...uses, 1, 'encoding-name'], 'smpte291'],
    ['streams are in use', uses, []],
  ];
  if (sources[0].protocol !== 'st2110-jpegxs') return changes;
  const input = [...uses, 1, 'input-configurations'];
  return [
    ...changes,
    ['inputs are two', [...input, 2], { 'input-port': 5010, 'vpc-interface-name': 'fabric' }, input],
    ['inputs come by two interfaces', [...input, 1, 'vpc-interface-name'], 'fabric'],
    ['inputs share a port', [...input, 1, 'input-port'], 5011],
    ['an input port is a number', [...input, 1, 'input-port'], '5010'],
  ];
}
