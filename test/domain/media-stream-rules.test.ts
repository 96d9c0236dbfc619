import { faultsOfFlow, flowWith } from '../support/source-faults';
import { flowRequest, flowSourceRequest } from '../support/sources';

type StreamProtocol = 'cdi' | 'st2110-jpegxs';

const faultsOf = (protocol: StreamProtocol | 'rtp', members: object) => faultsOfFlow(flowWith(protocol, members));

const [picture, sound, captions] = flowRequest('cdi')['media-streams'] ?? [];
const uses = '/flow-sources/0/media-stream-source-configurations';

/** The flow sources of a flow whose uses of media streams were changed. */
function withUses(protocol: StreamProtocol, change: (uses: Record<string, unknown>[]) => object[]) {
  const source = structuredClone(flowSourceRequest(protocol));
  const configurations: object[] = source['media-stream-source-configurations'];
  return {
    'flow-sources': [
      { ...source, 'media-stream-source-configurations': change(configurations as Record<string, unknown>[]) },
    ],
  };
}

describe('media streams', () => {
  it.each([
    ['audio at 96 kHz', [picture, { ...sound, 'media-clock-rate': 96000 }, captions]],
    ['the clock rate of video spelt out', [{ ...picture, 'media-clock-rate': 90000 }, sound, captions]],
    [
      'a stream that no source uses',
      [picture, sound, captions, { 'stream-type': 'audio', 'stream-id': 8, 'media-clock-rate': 48000 }],
    ],
  ])('may hold %s', (_, streams) => {
    expect(faultsOf('cdi', { 'media-streams': streams })).toEqual([]);
  });

  it.each<[string, unknown[], [string, string][]]>([
    [
      'two videos',
      [picture, sound, captions, { ...picture, name: 'b', 'stream-id': 9 }],
      [['/media-streams/3/stream-type', 'a flow has at most one video stream; use audio or ancillary-data']],
    ],
    [
      'an id twice',
      [picture, { ...sound, 'stream-id': 0 }, captions],
      [['/media-streams/1/stream-id', '0 is the id of media-streams/0 already; use an id once in a flow']],
    ],
    [
      'video at another clock rate',
      [{ ...picture, 'media-clock-rate': 48000 }, sound, captions],
      [['/media-streams/0/media-clock-rate', '48000 is not known; use 90000']],
    ],
    [
      'audio without a clock rate',
      [picture, { ...sound, 'media-clock-rate': undefined }, captions],
      [['/media-streams/1/media-clock-rate', 'required; use 48000 or 96000']],
    ],
    [
      'a video format of audio',
      [picture, { ...sound, 'video-format': '1080p' }, captions],
      [['/media-streams/1/video-format', expect.stringMatching(/^not a member here; use stream-type, name, /)]],
    ],
    [
      'another video format',
      [{ ...picture, 'video-format': '8k' }, sound, captions],
      [['/media-streams/0/video-format', '"8k" is not known; use 2160p, 1080p, 1080i, 720p, 480p']],
    ],
    [
      'a frame rate in words',
      [{ ...picture, attributes: { fmtp: { 'exact-framerate': 'fifty' } } }, sound, captions],
      [
        [
          '/media-streams/0/attributes/fmtp/exact-framerate',
          '"fifty" does not fit; use frames per second, such as 50 or 60000/1001',
        ],
      ],
    ],
    [
      'a channel order of another standard',
      [picture, { ...sound, attributes: { fmtp: { 'channel-order': 'LR' } } }, captions],
      [['/media-streams/1/attributes/fmtp/channel-order', expect.stringMatching(/^"LR" does not fit; use SMPTE2110/)]],
    ],
    [
      'another type',
      [{ ...picture, 'stream-type': 'data' }, sound, captions],
      [['/media-streams/0/stream-type', '"data" is not known; use video, audio, ancillary-data']],
    ],
    [
      'a negative id',
      [picture, { ...sound, 'stream-id': -1 }, captions],
      [['/media-streams/1/stream-id', '-1 is out of range; use an integer from 0 to 2147483647']],
    ],
  ])('are refused with %s', (_, streams, faults) => {
    expect(faultsOf('cdi', { 'media-streams': streams })).toEqual(faults);
  });

  it('have no place beside a transport stream', () => {
    expect(faultsOf('rtp', { 'media-streams': [picture] })).toEqual([
      ['/media-streams', 'rtp carries a transport stream; leave media-streams out'],
    ]);
    expect(faultsOf('rtp', { 'media-streams': [] })).toEqual([]);
  });
});

describe.each(['cdi', 'st2110-jpegxs'] as const)('the media streams in use by %s', (protocol) => {
  it('exist in the flow', () => {
    const changed = withUses(protocol, ([use, ...others]) => [{ ...use, 'media-stream-name': 'x' }, ...others]);
    expect(faultsOf(protocol, changed)).toEqual([
      [`${uses}/0/media-stream-name`, '"x" names no media stream of the flow; use picture, sound, captions'],
    ]);
  });

  it('are used once', () => {
    const changed = withUses(protocol, ([use, other]) => [
      use ?? {},
      { ...other, 'media-stream-name': 'picture', 'encoding-name': use?.['encoding-name'] },
    ]);
    expect(faultsOf(protocol, changed)).toEqual([
      [`${uses}/1/media-stream-name`, '"picture" is used already; use a media stream once'],
    ]);
  });

  it('are at least one', () => {
    expect(
      faultsOf(
        protocol,
        withUses(protocol, () => []),
      ),
    ).toEqual([[uses, 'has 0 items; use a list of 1 to 50 media streams in use']]);
  });

  it('have the encoding of their type', () => {
    const changed = withUses(protocol, ([use, ...others]) => [{ ...use, 'encoding-name': 'pcm' }, ...others]);
    const fitting = protocol === 'cdi' ? 'raw' : 'jxsv';
    expect(faultsOf(protocol, changed)).toEqual([
      [`${uses}/0/encoding-name`, `"pcm" does not fit a video stream on ${protocol}; use ${fitting}`],
    ]);
  });
});

describe('a CDI source', () => {
  it('enters by an efa interface', () => {
    const source = flowSourceRequest('cdi', { 'vpc-interface-name': 'network' });
    expect(faultsOf('cdi', { 'flow-sources': [source] })).toEqual([
      ['/flow-sources/0/vpc-interface-name', '"network" is an ena interface; use an efa interface for cdi'],
    ]);
  });

  it('has no inputs of its own', () => {
    const changed = withUses('cdi', ([use, ...others]) => [{ ...use, 'input-configurations': [] }, ...others]);
    expect(faultsOf('cdi', changed)).toEqual([
      [`${uses}/0/input-configurations`, 'not a member here; use encoding-name, media-stream-name'],
    ]);
  });
});

describe('the inputs of an ST 2110 JPEG XS source', () => {
  const input = (port: number, name: string) => ({ 'input-port': port, 'vpc-interface-name': name });
  const withInputs = (inputs: object[]) =>
    withUses('st2110-jpegxs', ([use, ...others]) => [{ ...use, 'input-configurations': inputs }, ...others]);

  it.each<[string, object[], string, string]>([
    ['one input', [input(5000, 'fabric')], '', 'has 1 item; use a list of 2 input configurations'],
    [
      'one interface twice',
      [input(5000, 'fabric'), input(5000, 'fabric')],
      '/1/vpc-interface-name',
      '"fabric" is used by the other input; use two different interfaces',
    ],
    [
      'two ports',
      [input(5000, 'fabric'), input(5001, 'network')],
      '/1/input-port',
      "5001 differs from the other input's 5000; use the same port for both",
    ],
    [
      'an interface that is not there',
      [input(5000, 'fabric'), input(5000, 'x')],
      '/1/vpc-interface-name',
      '"x" names no VPC interface of the flow; use fabric, network',
    ],
    [
      'a reserved port',
      [input(2088, 'fabric'), input(5000, 'network')],
      '/0/input-port',
      '2088 is reserved by the service; use 1024–65535 except 2077, 2088 and 2090–2099',
    ],
  ])('are refused with %s', (_, inputs, pointer, detail) => {
    expect(faultsOf('st2110-jpegxs', withInputs(inputs))).toContainEqual([
      `${uses}/0/input-configurations${pointer}`,
      detail,
    ]);
  });

  it('have a port of their own for each media stream', () => {
    const changed = withInputs([input(5010, 'fabric'), input(5010, 'network')]);
    expect(faultsOf('st2110-jpegxs', changed)).toEqual([
      [
        `${uses}/1/input-configurations/0/input-port`,
        '5010 is used by another media stream; use a port of its own for each',
      ],
    ]);
  });
});
