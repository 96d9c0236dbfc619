import type * as z from 'zod';
import { list, type ObjectOf, pattern } from './members';
import { AvailabilityZone, Region } from './region';

/** The name of an egress flow, of which the name of an output is made that may have 64 characters. */
export const EgressName = pattern(/^[A-Za-z0-9_-]{1,48}$/, 'use 1 to 48 letters, digits, hyphens or underscores');

/** The list of egress flows of a source in the given form; `members` are those beside what a client asks for. */
export function egressFlows<N extends z.ZodType, Members extends z.ZodRawShape>(
  object: ObjectOf,
  name: N,
  members: Members,
) {
  const flow = object({ name, region: Region, az: AvailabilityZone.optional(), ...members });
  return list(flow, 0, 4, 'egress flows').optional();
}

/** The egress flow as a client asks for it, without the ids of the secrets that it is fed with. */
export function askedEgressFlow<Flow extends { name: string; region: Region; az?: string | undefined }>({
  name,
  region,
  az,
}: Flow) {
  return { name, region, ...(az !== undefined && { az }) };
}
