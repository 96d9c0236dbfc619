/** What intrinsic functions may look at while a template is resolved. */
export interface Scope {
  ref(logicalId: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean;
}

/** Something in the template that the local system does not know; it is never skipped in silence. */
export class NotUnderstood extends Error {
  override name = 'NotUnderstood';

  constructor(what: string) {
    super(`${what} is not known here`);
  }
}

/** Stands for `AWS::NoValue`: the member that holds it is left out. */
export const noValue = Symbol('AWS::NoValue');

type Evaluate = (argument: unknown, scope: Scope) => unknown;

function strings(value: unknown, of: string): string[] {
  if (!Array.isArray(value) || value.some((item) => typeof item === 'object')) {
    throw new Error(`${of} wants a list of strings, not ${JSON.stringify(value)}`);
  }
  return value.map(String);
}

function tuple(argument: unknown, length: number, of: string): unknown[] {
  if (!Array.isArray(argument) || argument.length !== length) {
    throw new Error(`${of} takes ${length} arguments, not ${JSON.stringify(argument)}`);
  }
  return argument;
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, names] = Array.isArray(argument) ? argument : [argument, {}];
  const given = resolve(names, scope) as Record<string, unknown>;
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(given, name)) return String(given[name]);
    const [logicalId = '', ...attribute] = name.split('.');
    return String(attribute.length ? scope.attribute(logicalId, attribute.join('.')) : scope.ref(logicalId));
  });
}

function choose(argument: unknown, scope: Scope): unknown {
  const [name, yes, no] = tuple(argument, 3, 'Fn::If');
  return resolve(scope.condition(String(name)) ? yes : no, scope);
}

function truths(argument: unknown, scope: Scope): boolean[] {
  return (argument as unknown[]).map((item) => resolve(item, scope) === true);
}

const functions: Record<string, Evaluate> = {
  Ref: (id, scope) => scope.ref(String(id)),
  Condition: (name, scope) => scope.condition(String(name)),
  'Fn::GetAtt': (argument, scope) => {
    const [id, ...name] = typeof argument === 'string' ? argument.split('.') : strings(argument, 'Fn::GetAtt');
    return scope.attribute(String(id), name.join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, list] = tuple(argument, 2, 'Fn::Join');
    return strings(resolve(list, scope), 'Fn::Join').join(String(delimiter));
  },
  'Fn::Sub': substitute,
  'Fn::Select': (argument, scope) => {
    const [index, list] = tuple(argument, 2, 'Fn::Select');
    const items = resolve(list, scope) as unknown[];
    const item = Array.isArray(items) ? items[Number(resolve(index, scope))] : undefined;
    if (item === undefined) throw new Error(`Fn::Select finds nothing at ${JSON.stringify(index)}`);
    return item;
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, text] = tuple(argument, 2, 'Fn::Split');
    return String(resolve(text, scope)).split(String(delimiter));
  },
  'Fn::If': choose,
  'Fn::Equals': (argument, scope) => {
    const [left, right] = tuple(argument, 2, 'Fn::Equals');
    return JSON.stringify(resolve(left, scope)) === JSON.stringify(resolve(right, scope));
  },
  'Fn::Not': (argument, scope) => !truths(argument, scope)[0],
  'Fn::And': (argument, scope) => truths(argument, scope).every(Boolean),
  'Fn::Or': (argument, scope) => truths(argument, scope).some(Boolean),
};

/** Replaces every intrinsic function in a piece of a template by its value; throws NotUnderstood for one it does not know. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== noValue);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name !== undefined) {
    const evaluate = functions[name];
    // An IAM policy statement may have a lone member called Condition; the intrinsic always names a string.
    if (evaluate && (name !== 'Condition' || typeof argument === 'string')) return evaluate(argument, scope);
    if (name.startsWith('Fn::')) throw new NotUnderstood(`the intrinsic function ${name}`);
  }
  return Object.fromEntries(
    entries.map(([key, item]) => [key, resolve(item, scope)] as const).filter(([, item]) => item !== noValue),
  );
}
