import type * as z from 'zod';
import { type Fault, pointerTo, quoted } from './fault';
import { protocols } from './protocol';
import { mask } from './secret';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

// Nothing below this member is ever printed: a passphrase may stand in the wrong place.
const secretMember = 'decryption-settings';

/** The value at a path of the schema, undefined where there is none. */
function valueAt(body: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    body,
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}

/** The value for a message: short, and never what may be a secret. */
function shown(value: unknown, path: Path): string | undefined {
  if (path.includes(secretMember)) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? quoted(value) : undefined;
}

function problemOf(issue: Issue, value: unknown, path: Path): string {
  const subject = shown(value, path) ?? 'the value';
  switch (issue.code) {
    case 'invalid_type':
      if (value === null) return 'null is not accepted';
      // Infinity comes of a number like 1e999.
      return typeof value === 'number' && (issue.expected === 'int' || issue.expected === 'number')
        ? `${subject} is not a whole number`
        : `${subject} is ${kindOf(value)}`;
    case 'too_small':
    case 'too_big':
      return typeof value === 'string' ? `has ${value.length} characters` : `${subject} is out of range`;
    case 'invalid_format':
      if (path.includes(secretMember) && value === mask) return 'the mask stands for a stored value, and there is none';
      return path.includes(secretMember) && typeof value === 'string'
        ? `the value (${value.length} characters) does not fit`
        : `${subject} does not fit`;
    default:
      return `${subject} is not known`;
  }
}

/** What an issue of the schema says to the client: the place, the value, the rule. An issue may hold several faults. */
export function faultsOf(issue: Issue, body: unknown): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointerTo([...issue.path, key]),
      detail: `not a member here; ${issue.message}`,
    }));
  }
  const pointer = pointerTo(issue.path);
  if (issue.code === 'custom') return [{ pointer, detail: issue.message }];
  const value = valueAt(body, issue.path);
  const isProtocol = issue.code === 'invalid_union' && issue.discriminator === 'protocol';
  const rule = isProtocol ? `use ${protocols.join(', ')}` : issue.message;
  return [
    { pointer, detail: value === undefined ? `required; ${rule}` : `${problemOf(issue, value, issue.path)}; ${rule}` },
  ];
}
