import * as z from 'zod';
import { branches, closed, Description, integer, type ObjectOf, pattern, text, word } from './members';

const VideoFmtp = closed({
  'exact-framerate': pattern(
    /^[1-9]\d{0,5}(\/[1-9]\d{0,5})?$/,
    'use frames per second, such as 50 or 60000/1001',
  ).optional(),
  par: pattern(/^[1-9]\d{0,4}:[1-9]\d{0,4}$/, 'use a pixel aspect ratio, such as 1:1').optional(),
  colorimetry: word(['BT601', 'BT709', 'BT2020', 'BT2100', 'ST2065-1', 'ST2065-3', 'XYZ']).optional(),
  range: word(['NARROW', 'FULL', 'FULLPROTECT']).optional(),
  'scan-mode': word(['progressive', 'interlace', 'progressive-segmented-frame']).optional(),
  tcs: word(['SDR', 'PQ', 'HLG', 'LINEAR', 'BT2100LINPQ', 'BT2100LINHLG', 'ST2065-1', 'ST428-1', 'DENSITY']).optional(),
});

const channelOrder = pattern(
  /^SMPTE2110\.\((M|DM|ST|LtRt|51|71|222|SGRP)(,(M|DM|ST|LtRt|51|71|222|SGRP))*\)$/,
  'use SMPTE2110.( ) with M, DM, ST, LtRt, 51, 71, 222 or SGRP in the brackets',
);
const AudioFmtp = closed({ 'channel-order': channelOrder.optional() });

const StreamId = integer(0, 2 ** 31 - 1);
const ClockRate90k = z.literal(90000, 'use 90000').default(90000);
const AudioClockRate = z.literal([48000, 96000], 'use 48000 or 96000');

const streamTypes = ['video', 'audio', 'ancillary-data'] as const;

/** The types of media stream. */
export const StreamType = word(streamTypes);

/** A media stream of a CDI or ST 2110 JPEG XS flow, by its type (MediaConnect API reference, AddMediaStreamRequest). */
export function mediaStream<N extends z.ZodType>(form: { object: ObjectOf; name: N }) {
  const common = { name: form.name, description: Description.optional(), 'stream-id': StreamId };
  return z.discriminatedUnion(
    'stream-type',
    [
      form.object({
        'stream-type': z.literal('video'),
        ...common,
        'media-clock-rate': ClockRate90k,
        'video-format': word(['2160p', '1080p', '1080i', '720p', '480p']).optional(),
        attributes: closed({ fmtp: VideoFmtp.optional() }).optional(),
      }),
      form.object({
        'stream-type': z.literal('audio'),
        ...common,
        'media-clock-rate': AudioClockRate,
        attributes: closed({ fmtp: AudioFmtp.optional(), lang: text(64).optional() }).optional(),
      }),
      form.object({ 'stream-type': z.literal('ancillary-data'), ...common, 'media-clock-rate': ClockRate90k }),
    ],
    branches(...streamTypes),
  );
}
