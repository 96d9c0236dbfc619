import { createHash, randomBytes } from 'node:crypto';
import type { Flow } from './record';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const characters = (count: number) => [...randomBytes(count)].map((byte) => alphabet[byte % alphabet.length]).join('');
const digest = (seed: string) => createHash('sha256').update(seed).digest();

/** A new flow id, of the form `1-` 16 characters `-` 12 characters. */
export const flowId = () => `1-${characters(16)}-${characters(12)}`;

/** The ARN of a flow, source, output or entitlement; sources and outputs carry their flow's id, as recent ones of the service do. */
export const arnOf = (
  kind: 'flow' | 'source' | 'output' | 'entitlement',
  flow: Pick<Flow, 'account' | 'region' | 'id'>,
  name: string,
) => `arn:aws:mediaconnect:${flow.region}:${flow.account}:${kind}:${flow.id}:${name}`;

/** A new network interface id. */
export const networkInterfaceId = () => `eni-${randomBytes(9).toString('hex').slice(0, 17)}`;

/** The private address of a network interface: 10.x.y.z, the same each time for one interface. */
export function privateIp(interfaceId: string): string {
  const [a = 0, b = 0, c = 0] = digest(interfaceId);
  return `10.${a}.${b}.${1 + (c % 254)}`;
}

/**
 * A public address in a /24 reserved for documentation (RFC 5737), drawn by the flow's id so that a new flow usually has a new one.
 * Unused as long as fewer than 254 are taken.
 */
export function publicIp(network: '198.51.100' | '203.0.113', id: string, taken: Set<string>): string {
  const start = digest(id).readUInt16BE(0);
  const candidates = Array.from({ length: 254 }, (_, index) => `${network}.${1 + ((start + index) % 254)}`);
  return candidates.find((each) => !taken.has(each)) ?? `${network}.${1 + (start % 254)}`;
}
