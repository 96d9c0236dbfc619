import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A channel that encodes, and where what it makes goes. */
export interface Encoding {
  bucket: string;
  /** What the names of its objects begin with. */
  base: string;
  segmentSeconds: number;
  listed: number;
  kept: number;
  /** Since when it encodes what it receives without a break, milliseconds since 1970. */
  since: number;
}

/** How far a channel has come: the number of its last segment, and of the last one before the present stretch. */
export interface Progress {
  since: number;
  before: number;
  last: number;
}

/** Takes an object into a bucket, or away. */
interface Storage {
  put(bucket: string, key: string, object: { body: Uint8Array; modified: number }): boolean;
  remove(bucket: string, key: string): void;
}

/** Eight seconds of a test card; each round of them begins a new timeline. */
const card = [0, 1, 2, 3].map((index) => readFileSync(join(__dirname, 'segments', `segment-${index}.mpegts`)));

/**
 * Writes the segments that a channel owes at a moment (milliseconds since 1970), and the playlist of the latest; answers
 * how far it has come. The first is there as soon as it receives something.
 */
export function encode(storage: Storage, encoding: Encoding, progress: Progress | undefined, now: number): Progress {
  const { bucket, base, segmentSeconds, since, listed, kept } = encoding;
  const last = progress?.last ?? 0;
  const before = progress?.since === since ? progress.before : last;
  const due = before + Math.floor((now - since) / (segmentSeconds * 1000)) + 1;
  if (due <= last) return { since, before, last };
  const name = (number: number) => `${base}_${String(number).padStart(5, '0')}.ts`;
  const modifiedAt = (number: number) => since + (number - before - 1) * segmentSeconds * 1000;
  for (let number = Math.max(last, due - kept) + 1; number <= due; number++) {
    const body = card[(number - 1) % card.length] as Uint8Array;
    storage.put(bucket, name(number), { body, modified: modifiedAt(number) });
  }
  for (let number = Math.max(1, last - kept); number <= due - kept; number++) storage.remove(bucket, name(number));
  const first = Math.max(1, due - listed + 1);
  const lines = ['#EXTM3U', '#EXT-X-VERSION:3', `#EXT-X-TARGETDURATION:${segmentSeconds}`];
  const rounds = Math.ceil((first - 1) / card.length);
  lines.push(`#EXT-X-MEDIA-SEQUENCE:${first}`, `#EXT-X-DISCONTINUITY-SEQUENCE:${rounds}`);
  for (let number = first; number <= due; number++) {
    if ((number - 1) % card.length === 0) lines.push('#EXT-X-DISCONTINUITY');
    lines.push(`#EXTINF:${segmentSeconds.toFixed(3)},`, name(number).split('/').at(-1) ?? '');
  }
  const body = Buffer.from(`${lines.join('\n')}\n`);
  storage.put(bucket, `${base}.m3u8`, { body, modified: modifiedAt(due) });
  return { since, before, last: due };
}
