import * as z from 'zod';
import { quoted } from './fault';
import { integer, pattern } from './members';

const reservedForm = '2077, 2088 and 2090–2099';

function isReserved(port: number): boolean {
  return port === 2077 || port === 2088 || (port >= 2090 && port <= 2099);
}

/** The distances of the UDP ports that each protocol takes beside the one it is given (user guide, "Sources"). */
export const neighbours = { rist: [1], 'rtp-fec': [2, 4] } as const;

/**
 * A UDP port that a flow listens on: 1024–65535 with its neighbours, without the ports that MediaConnect keeps for
 * itself and for Zixi (user guide, "Port rules").
 */
export function listeningPort(beside: readonly number[] = []) {
  const highest = 65535 - Math.max(0, ...beside);
  const rule = `use 1024–${highest} except ${reservedForm}`;
  const reservedAmong = (port: number) => [0, ...beside].map((distance) => port + distance).find(isReserved);
  return z
    .int(rule)
    .min(1024, rule)
    .max(highest, rule)
    .refine((port) => reservedAmong(port) === undefined, {
      error: ({ input }) => {
        const taken = reservedAmong(Number(input));
        const also =
          taken === input ? 'is reserved by the service' : `also takes ${taken}, which is reserved by the service`;
        return `${input} ${also}; ${rule}`;
      },
    });
}

/** The UDP port of a remote SRT listener. */
export const ListenerPort = integer(1024, 65535).refine((port) => port !== 2077 && port !== 2088, {
  error: ({ input }) => `${input} is reserved by the service; use 1024–65535 except 2077 and 2088`,
});

const addressRule = 'use an IPv4 address or a DNS name';

/** An IPv4 address or a DNS name. A name whose last part is a number would be a malformed address. */
export const HostAddress = z
  .string(addressRule)
  .max(253, addressRule)
  .regex(
    /^(?!.*(^|\.)\d+$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$|^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/,
    addressRule,
  );

interface Network {
  address: number;
  prefix: number;
}

function parseNetwork(cidr: string): Network | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr)?.slice(1);
  if (!parts || parts.some((part) => part.length > 1 && part.startsWith('0'))) return undefined;
  const [a, b, c, d, prefix] = parts.map(Number) as [number, number, number, number, number];
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined;
  return { address: ((a * 256 + b) * 256 + c) * 256 + d, prefix };
}

function firstAddress({ address, prefix }: Network): number {
  const size = 2 ** (32 - prefix);
  return Math.floor(address / size) * size;
}

function printNetwork(network: Network): string {
  const address = firstAddress(network);
  return `${[24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.')}/${network.prefix}`;
}

function isNetwork(cidr: string): boolean {
  const network = parseNetwork(cidr);
  return network !== undefined && network.address === firstAddress(network);
}

/** An IPv4 network in CIDR form, without host bits. */
export const Cidr = z.string('use an IPv4 network, such as 192.0.2.0/24').refine(isNetwork, {
  error: ({ input }) => {
    const network = parseNetwork(String(input));
    return network
      ? `"${input}" has host bits; use ${printNetwork(network)}`
      : `${quoted(String(input))} is not an IPv4 network; use one such as 192.0.2.0/24`;
  },
});

/** The prefix length of a network in CIDR form, undefined where it is none. */
export function prefixOf(cidr: string): number | undefined {
  return parseNetwork(cidr)?.prefix;
}

/** Claims that every address of one network in CIDR form is in the other; false where either is none. */
export function isWithin(inner: string, outer: string): boolean {
  const [small, large] = [parseNetwork(inner), parseNetwork(outer)];
  if (!small || !large || small.prefix < large.prefix) return false;
  return firstAddress({ ...small, prefix: large.prefix }) === firstAddress(large);
}

/** The id of a subnet of the account that the flow is in. */
export const SubnetId = pattern(
  /^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/,
  'use the id of a subnet, such as subnet-0123456789abcdef0',
);
/** The id of a security group of the account that the flow is in. */
export const SecurityGroupId = pattern(
  /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/,
  'use the id of a security group, such as sg-0123456789abcdef0',
);

/** An address that nobody sends from (RFC 5737), and its network, for a flow source that is not to receive anything. */
export const noSender = '192.0.2.0';
export const nobody = `${noSender}/32`;
