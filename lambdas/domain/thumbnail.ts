import * as z from 'zod';

/** Why there is no picture: the service's own codes, which are open, or one of ours. */
export const UnavailableThumbnail = z.object({ reason: z.string(), detail: z.string() });
export type UnavailableThumbnail = z.infer<typeof UnavailableThumbnail>;

/** A picture as clients share it: in base64, or `is-large` where it is too large to be shared. */
export const Thumbnail = z.object({
  /** When the picture was taken (ISO 8601); absent where the service does not say. */
  'taken-at': z.string().optional(),
  picture: z.string().optional(),
  'is-large': z.literal(true).optional(),
});
export type Thumbnail = z.infer<typeof Thumbnail>;

/** What was seen of a flow at some moment. */
export const SeenThumbnail = z.union([UnavailableThumbnail, Thumbnail]);
export type SeenThumbnail = z.infer<typeof SeenThumbnail>;

/** What DescribeFlowSourceThumbnail answers, in the service's wire vocabulary; an empty answer says: not yet. */
export interface DescribedThumbnail {
  thumbnailDetails?: {
    thumbnail?: string;
    thumbnailMessages?: { code: string; message: string }[];
    timestamp?: string;
  };
}

/** What else to know of the service's reasons, by its code (API reference, ThumbnailDetails). */
const advice: Readonly<Record<string, string>> = {
  ThumbnailSuppressed: 'The service makes none above 10 outputs or 400 Mb/s of output.',
  ThumbnailDecodeError:
    'Pictures are made of AVC, progressive HEVC and MPEG-2 up to 2160p60: look whether such video arrives.',
};

/** The picture of the service, or why there is none. */
export function seenThumbnail({ thumbnailDetails = {} }: DescribedThumbnail): SeenThumbnail {
  const { thumbnail, thumbnailMessages: [first] = [], timestamp } = thumbnailDetails;
  if (thumbnail) return { 'taken-at': timestamp, picture: thumbnail };
  if (!first) return { reason: 'ThumbnailGenerationInProgress', detail: 'The first picture is still being made.' };
  return { reason: first.code, detail: [first.message, advice[first.code]].filter(Boolean).join(' ') };
}

/** Characters of a picture that an item of the table holds with everything else (DynamoDB, "Item size": 400 KB). */
const sharedCharacters = 380_000;

/** What is shared of what was seen: a picture that is too large is left to each client. */
export function sharedThumbnail(seen: SeenThumbnail): SeenThumbnail {
  if (!('picture' in seen) || (seen.picture?.length ?? 0) <= sharedCharacters) return seen;
  return { 'taken-at': seen['taken-at'], 'is-large': true };
}
