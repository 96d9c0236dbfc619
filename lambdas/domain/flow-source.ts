import * as z from 'zod';
import { branches, Description, integer, list, Name, type ObjectOf, pattern, text, word } from './members';
import { Metadata } from './metadata';
import { Cidr, HostAddress, ListenerPort, listeningPort, neighbours } from './network';
import { protocols } from './protocol';

/** What differs between a request, the record and the answers: unknown members, generated names and secrets. */
export interface Form<N extends z.ZodType, Aes extends z.ZodType, Srt extends z.ZodType> {
  readonly object: ObjectOf;
  readonly name: N;
  readonly aes: Aes;
  readonly srt: Srt;
}

const EntitlementArn = pattern(
  /^arn:aws[a-z-]*:mediaconnect:[a-z0-9-]+:\d{12}:entitlement:[A-Za-z0-9-]+:[A-Za-z0-9_-]+$/,
  'use the ARN of an entitlement, such as arn:aws:mediaconnect:eu-west-1:111122223333:entitlement:1-11aa22bb33cc44dd-11aa22bb33cc:news',
);

// SRT carries stream ids of up to 512 bytes; nothing is documented for Zixi.
const StreamId = text(512);
const MaxBitrate = integer(1, 2 ** 31 - 1, 'bits per second').optional();
const SrtLatency = integer(10, 15000, 'milliseconds').default(2000);
const RistLatency = integer(1, 15000, 'milliseconds').default(2000);
const ZixiLatency = integer(0, 60000, 'milliseconds').default(6000);
const SyncBuffer = integer(0, 250, 'milliseconds').default(100);

const publicOrVpc = { 'whitelist-cidr': Cidr.optional(), 'vpc-interface-name': Name.optional() };

function cdiStreamUse(object: ObjectOf) {
  return object({ 'encoding-name': word(['raw', 'pcm', 'smpte291']), 'media-stream-name': Name });
}

function jpegXsStreamUse(object: ObjectOf) {
  return object({
    'encoding-name': word(['jxsv', 'pcm', 'smpte291']),
    'media-stream-name': Name,
    'input-configurations': list(
      object({ 'input-port': listeningPort(), 'vpc-interface-name': Name }),
      2,
      2,
      'input configurations',
    ),
  });
}

/** A flow source: one branch a protocol, each with the members that MediaConnect takes for it and no other. */
export function flowSource<N extends z.ZodType, Aes extends z.ZodType, Srt extends z.ZodType>(form: Form<N, Aes, Srt>) {
  const { object } = form;
  const common = { name: form.name, description: Description.optional(), metadata: Metadata.optional() };
  const aes = { 'decryption-settings': z.optional(form.aes) };
  const srt = { 'decryption-settings': z.optional(form.srt) };
  const streams = { 'max-sync-buffer': SyncBuffer };
  const port = listeningPort();
  return z.discriminatedUnion(
    'protocol',
    [
      object({ protocol: z.literal('entitlement'), ...common, 'entitlement-arn': EntitlementArn, ...aes }),
      object({
        protocol: z.literal('srt-listener'),
        ...common,
        'ingest-port': port,
        ...publicOrVpc,
        'min-latency': SrtLatency,
        'max-bitrate': MaxBitrate,
        ...srt,
      }),
      object({
        protocol: z.literal('srt-caller'),
        ...common,
        'source-listener-address': HostAddress,
        'source-listener-port': ListenerPort,
        'stream-id': StreamId.optional(),
        'vpc-interface-name': Name.optional(),
        'min-latency': SrtLatency,
        'max-bitrate': MaxBitrate,
        ...srt,
      }),
      object({ protocol: z.literal('rtp'), ...common, 'ingest-port': port, ...publicOrVpc, 'max-bitrate': MaxBitrate }),
      object({
        protocol: z.literal('rtp-fec'),
        ...common,
        'ingest-port': listeningPort(neighbours['rtp-fec']),
        ...publicOrVpc,
        'max-bitrate': MaxBitrate,
      }),
      object({
        protocol: z.literal('rist'),
        ...common,
        'ingest-port': listeningPort(neighbours.rist),
        ...publicOrVpc,
        'max-latency': RistLatency,
        'max-bitrate': MaxBitrate,
      }),
      object({
        protocol: z.literal('zixi-push'),
        ...common,
        ...publicOrVpc,
        'stream-id': StreamId.optional(),
        'max-latency': ZixiLatency,
        ...aes,
      }),
      object({
        protocol: z.literal('cdi'),
        ...common,
        'ingest-port': port,
        'vpc-interface-name': Name,
        ...streams,
        'media-stream-source-configurations': list(cdiStreamUse(object), 1, 50, 'media streams in use'),
      }),
      object({
        protocol: z.literal('st2110-jpegxs'),
        ...common,
        ...streams,
        'media-stream-source-configurations': list(jpegXsStreamUse(object), 1, 50, 'media streams in use'),
      }),
    ],
    branches(...protocols),
  );
}
