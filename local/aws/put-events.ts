import type { Publication } from './eventbridge';
import { ServiceError } from './protocol';

/** An entry of PutEvents, as on the wire. */
export interface Entry {
  EventBusName?: string;
  Source?: string;
  DetailType?: string;
  Detail?: string;
  Resources?: string[];
  Time?: number;
}

/** The one to ten entries of a request; throws for any other number. */
export function entriesOf(input: Record<string, unknown>): Entry[] {
  const entries = input.Entries;
  if (Array.isArray(entries) && entries.length >= 1 && entries.length <= 10) return entries;
  throw new ServiceError('ValidationException', "Value at 'entries' must have length between 1 and 10");
}

/** How the service answers for an entry that it does not take. */
export function faultOf(entry: Entry): { ErrorCode: string; ErrorMessage: string } | undefined {
  for (const member of ['Source', 'DetailType', 'Detail'] as const)
    if (!entry[member])
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${member} is not valid. Reason: ${member} is a required argument.`,
      };
  try {
    const detail = JSON.parse(entry.Detail ?? '');
    if (typeof detail === 'object' && detail !== null) return undefined;
  } catch {}
  return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

/** The event that an entry stands for. */
export function publication({ EventBusName: bus, Source, DetailType, Detail, Resources, Time }: Entry): Publication {
  return {
    bus,
    source: Source ?? '',
    'detail-type': DetailType ?? '',
    detail: JSON.parse(Detail ?? ''),
    resources: Resources ?? [],
    ...(Time !== undefined && { time: new Date(Time * 1000).toISOString().replace(/\.\d+Z$/, 'Z') }),
  };
}
