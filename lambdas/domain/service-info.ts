import * as z from 'zod';

const Stream = z.object({
  pid: z.int(),
  'stream-type': z.string(),
  codec: z.string().optional(),
  'frame-rate': z.string().optional(),
  'frame-resolution': z.object({ 'frame-width': z.int(), 'frame-height': z.int() }).optional(),
  channels: z.int().optional(),
  'sample-rate': z.int().optional(),
  'sample-size': z.int().optional(),
});

const Program = z.object({
  'program-number': z.int(),
  'program-pid': z.int(),
  'pcr-pid': z.int(),
  'program-name': z.string().optional(),
  streams: z.array(Stream),
});

/** What MediaConnect says beside what it shows, such as that there are more programs than it lists; codes are open. */
const Message = z.object({ code: z.string(), message: z.string(), 'resource-name': z.string().optional() });

/** What a flow's transport stream carries, as far as MediaConnect tells: nothing while there is no stream. */
export const StreamMetadata = z.object({
  /** When it last changed (ISO 8601); absent where the service does not say. */
  'last-updated': z.string().optional(),
  programs: z.array(Program),
  messages: z.array(Message),
});
export type StreamMetadata = z.infer<typeof StreamMetadata>;

/** What a request for the service info of a source answers; a time has microseconds and an offset. */
export const ServiceInfo = z.object({
  'source-id': z.string(),
  'service-info-list': z.array(
    z.object({
      'pipeline-id': z.int(),
      type: z.enum(['ingress', 'egress']),
      'last-checked': z.string().meta({ format: 'date-time' }),
      'metadata-snapshot': z.object({
        'last-updated': z.string().meta({ format: 'date-time' }).optional(),
        'transport-stream-media-info': z.object({ programs: z.array(Program) }),
      }),
      messages: z.array(Message).optional(),
    }),
  ),
});
export type ServiceInfo = z.infer<typeof ServiceInfo>;

/** What DescribeFlowSourceMetadata answers, in the service's wire vocabulary; members that are not read are left out. */
export interface DescribedMetadata {
  timestamp?: string;
  messages?: { code: string; message: string; resourceName?: string }[];
  transportMediaInfo?: { programs?: object[] };
}

/** The answer of the service in the words of the API. */
export function streamMetadata({ timestamp, messages, transportMediaInfo }: DescribedMetadata): StreamMetadata {
  const words = { 'last-updated': timestamp, programs: transportMediaInfo?.programs ?? [], messages: messages ?? [] };
  return StreamMetadata.parse(hyphenated(words));
}

/** What stands for a stream that cannot be seen, and why. */
export function unseenStream(code: string, message: string): StreamMetadata {
  return { programs: [], messages: [{ code, message }] };
}

/** The entry of one flow, at its position among those of its type; `checkedAt` in milliseconds since 1970. */
export function serviceInfoEntry(
  metadata: StreamMetadata,
  checkedAt: number,
  position: number,
  type: 'ingress' | 'egress' = 'ingress',
): ServiceInfo['service-info-list'][number] {
  const { 'last-updated': updated, programs, messages } = metadata;
  return {
    'pipeline-id': position,
    type,
    'last-checked': microseconds(new Date(checkedAt)),
    'metadata-snapshot': {
      ...(updated && { 'last-updated': microseconds(new Date(updated)) }),
      'transport-stream-media-info': { programs },
    },
    ...(messages.length > 0 && { messages }),
  };
}

/** A time as the published API has it here, and only here. */
function microseconds(date: Date): string {
  return date.toISOString().replace('Z', '000+00:00');
}

/** A document with the names of its members in kebab case. */
function hyphenated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hyphenated);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      hyphenated(member),
    ]),
  );
}
