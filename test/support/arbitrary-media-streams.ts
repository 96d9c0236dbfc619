import * as fc from 'fast-check';
import type { FlowBody } from './sources';

type Stream = NonNullable<FlowBody['media-streams']>[number];
type VpcInterface = NonNullable<FlowBody['vpc-interfaces']>[number];

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

/** Members that are undefined taken out, as JSON would. */
const present = <Value extends object>(value: Value) => JSON.parse(JSON.stringify(value)) as Value;

const videoFmtp = fc.record({
  'exact-framerate': maybe(fc.constantFrom('25', '50', '30000/1001', '60000/1001')),
  par: maybe(fc.constantFrom('1:1', '12:11')),
  colorimetry: maybe(fc.constantFrom('BT601', 'BT709', 'BT2020', 'BT2100', 'ST2065-1', 'ST2065-3', 'XYZ')),
  range: maybe(fc.constantFrom('NARROW', 'FULL', 'FULLPROTECT')),
  'scan-mode': maybe(fc.constantFrom('progressive', 'interlace', 'progressive-segmented-frame')),
  tcs: maybe(fc.constantFrom('SDR', 'PQ', 'HLG', 'LINEAR', 'BT2100LINPQ', 'BT2100LINHLG', 'ST2065-1', 'DENSITY')),
});
const video = fc.record({
  'stream-type': fc.constant('video' as const),
  'video-format': maybe(fc.constantFrom('2160p', '1080p', '1080i', '720p', '480p')),
  attributes: maybe(fc.record({ fmtp: maybe(videoFmtp) })),
});
const audio = fc.record({
  'stream-type': fc.constant('audio' as const),
  'media-clock-rate': fc.constantFrom(48_000, 96_000),
  attributes: maybe(
    fc.record({
      fmtp: maybe(fc.record({ 'channel-order': fc.constantFrom('SMPTE2110.(ST)', 'SMPTE2110.(51,ST)') })),
      lang: maybe(fc.constantFrom('en', 'de-AT')),
    }),
  ),
});
const ancillary = fc.record({ 'stream-type': fc.constant('ancillary-data' as const) });

/** Between one and seven media streams, with names and ids of their own; the picture comes last where there is one. */
const streams = fc
  .tuple(fc.array(fc.oneof(audio, ancillary), { maxLength: 6 }), maybe(video), fc.nat(1000))
  .filter(([others, picture]) => others.length > 0 || picture !== undefined)
  .map(([others, picture, firstId]) =>
    [...others, ...(picture ? [picture] : [])].map((each, index) =>
      present({ ...each, name: `stream-${index}`, 'stream-id': firstId + index }),
    ),
  ) as fc.Arbitrary<Stream[]>;

const inVpc = { 'subnet-id': 'subnet-0123456789abcdef0', 'security-group-ids': ['sg-0123456789abcdef0'] };
const efa = { name: 'fabric', 'network-interface-type': 'efa' as const, ...inVpc };
const ena = (name: string) => ({ name, ...inVpc });

const encodings = {
  cdi: { video: 'raw', audio: 'pcm', 'ancillary-data': 'smpte291' },
  'st2110-jpegxs': { video: 'jxsv', audio: 'pcm', 'ancillary-data': 'smpte291' },
} as const;

/**
 * The media streams and interfaces of a valid flow, and the `media-stream-source-configurations` (`uses`) of its one
 * flow source: any of the streams, by any legal pair of interfaces.
 */
export function mediaStreamFlow(protocol: 'cdi' | 'st2110-jpegxs') {
  const doors = fc.constantFrom<VpcInterface[]>(
    ...(protocol === 'cdi'
      ? [[efa], [ena('spare'), efa]]
      : [
          [efa, ena('network')],
          [ena('network'), ena('other')],
          [ena('network'), ena('other'), efa],
        ]),
  );
  return fc.tuple(streams, doors, fc.integer({ min: 1, max: 7 })).map(([all, interfaces, count]) => {
    const uses = all.slice(-count).map((stream, index) => ({
      'encoding-name': encodings[protocol][stream['stream-type']],
      'media-stream-name': stream.name,
      ...(protocol === 'st2110-jpegxs' && {
        'input-configurations': interfaces
          .slice(0, 2)
          .map(({ name }) => ({ 'input-port': 5000 + index, 'vpc-interface-name': name })),
      }),
    }));
    return { uses, 'media-streams': all, 'vpc-interfaces': interfaces };
  });
}
