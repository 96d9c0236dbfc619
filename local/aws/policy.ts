/** An IAM policy as templates and callers write it. */
export interface PolicyDocument {
  Version?: string;
  Statement: PolicyStatement | PolicyStatement[];
}

/** One statement of an IAM policy. */
export interface PolicyStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | Record<string, string | string[]>;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

/** Values of condition keys; names are compared without regard to case, as IAM does. */
export type PolicyContext = Record<string, string | string[]>;

/** What is asked of a set of policies: one action on one resource. */
export interface PolicyQuestion {
  action: string;
  resource: string;
  context: PolicyContext;
}

/** Decides as IAM does within one kind of policy: an explicit deny wins, then any allow, else an implicit deny. Throws on a condition operator it does not know. */
export function evaluate(policies: PolicyDocument[], question: PolicyQuestion): 'allow' | 'deny' | 'explicit-deny' {
  const lowered = { ...question, context: lowerKeys(question.context) };
  const matching = policies.flatMap((policy) => list(policy.Statement)).filter((each) => applies(each, lowered));
  if (matching.some((each) => each.Effect === 'Deny')) return 'explicit-deny';
  return matching.length > 0 ? 'allow' : 'deny';
}

/** True if a trust policy's `Principal` element names the caller: its role, its session, its account, or everybody. */
export function namesPrincipal(
  statement: PolicyStatement,
  principal: { arn: string; role?: string; account: string },
): boolean {
  if (statement.Principal === '*') return true;
  const role = principal.role ?? roleOfSession(principal.arn);
  const names = [principal.arn, role, principal.account, `arn:aws:iam::${principal.account}:root`, '*'];
  return list(statement.Principal?.AWS).some((named) => names.includes(String(named)));
}

/** The role behind an assumed-role session ARN (roles without a path); any other ARN is answered unchanged. */
export function roleOfSession(arn: string): string {
  const session = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn);
  return session ? `arn:aws:iam::${session[1]}:role/${session[2]}` : arn;
}

function applies(statement: PolicyStatement, { action, resource, context }: PolicyQuestion): boolean {
  const actionIs = (pattern: string) => wildcard(pattern, 'is').test(action);
  const resourceIs = (pattern: string) => matchesArn(pattern, resource, context);
  return (
    (statement.NotAction ? !list(statement.NotAction).some(actionIs) : list(statement.Action).some(actionIs)) &&
    // Trust policies have no resource: they are about the role they are attached to.
    (statement.NotResource
      ? !list(statement.NotResource).some(resourceIs)
      : statement.Resource === undefined || list(statement.Resource).some(resourceIs)) &&
    conditionsHold(statement, context)
  );
}

function conditionsHold(statement: PolicyStatement, context: PolicyContext): boolean {
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) =>
      conditionHolds(operator, context[key.toLowerCase()], list<unknown>(expected).map(String), context),
    ),
  );
}

function conditionHolds(
  operator: string,
  actual: string | string[] | undefined,
  expected: string[],
  context: PolicyContext,
): boolean {
  const [, qualifier, name = '', optional] = /^(ForAllValues:|ForAnyValue:)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  if (name === 'Null') return expected.includes(String(actual === undefined));
  const negated = name.includes('Not');
  const compare = comparisons[name.replace('Not', '')];
  if (!compare)
    throw new Error(`A policy uses the condition operator ${operator}, which the local system does not know`);
  if (actual === undefined) return optional !== undefined || (qualifier ? qualifier === 'ForAllValues:' : negated);
  // A key with many values is compared under a qualifier only.
  if (Array.isArray(actual) && !qualifier) return false;
  const holds = (value: string) => expected.some((each) => compare(value, each, context)) !== negated;
  return qualifier === 'ForAllValues:' ? list(actual).every(holds) : list(actual).some(holds);
}

type Comparison = (actual: string, expected: string, context: PolicyContext) => boolean;

const comparisons: Record<string, Comparison> = {
  StringEquals: (actual, expected, context) => actual === literal(expected, context),
  StringEqualsIgnoreCase: (actual, expected, context) =>
    actual.toLowerCase() === literal(expected, context)?.toLowerCase(),
  StringLike: (actual, expected, context) => matches(expected, actual, context),
  ArnEquals: (actual, expected, context) => matchesArn(expected, actual, context),
  ArnLike: (actual, expected, context) => matchesArn(expected, actual, context),
  Bool: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  ...ordered('Numeric', Number),
  ...ordered('Date', (text) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text))),
};

function ordered(kind: string, parse: (text: string) => number): Record<string, Comparison> {
  return {
    [`${kind}Equals`]: (actual, expected) => parse(actual) === parse(expected),
    [`${kind}LessThan`]: (actual, expected) => parse(actual) < parse(expected),
    [`${kind}LessThanEquals`]: (actual, expected) => parse(actual) <= parse(expected),
    [`${kind}GreaterThan`]: (actual, expected) => parse(actual) > parse(expected),
    [`${kind}GreaterThanEquals`]: (actual, expected) => parse(actual) >= parse(expected),
  };
}

/** IAM compares the six colon-separated parts of an ARN one by one, so a `*` reaches across a colon in the last only. */
function matchesArn(pattern: string, arn: string, context: PolicyContext): boolean {
  const [patterns, parts] = [arnParts(substitute(pattern, context) ?? ''), arnParts(arn)];
  if (!patterns || !parts) return pattern === '*';
  return patterns.every((each, at) => wildcard(each).test(parts[at] ?? ''));
}

function arnParts(arn: string): string[] | undefined {
  const parts = arn.split(':');
  return parts.length >= 6 ? [...parts.slice(0, 5), parts.slice(5).join(':')] : undefined;
}

function matches(pattern: string, text: string, context: PolicyContext): boolean {
  const substituted = substitute(pattern, context);
  return substituted !== undefined && wildcard(substituted).test(text);
}

// Wildcard characters that come out of a policy variable are plain text; they travel as these two private characters.
const [plainStar, plainMark] = ['\uE000', '\uE001'];

function substitute(pattern: string, context: PolicyContext): string | undefined {
  let known = true;
  const text = pattern.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = ['*', '?', '$'].includes(name) ? name : context[name.toLowerCase()];
    known &&= typeof value === 'string';
    return String(value).replaceAll('*', plainStar).replaceAll('?', plainMark);
  });
  return known ? text : undefined;
}

function literal(pattern: string, context: PolicyContext): string | undefined {
  return substitute(pattern, context)?.replaceAll(plainStar, '*').replaceAll(plainMark, '?');
}

/** Those that were used, by flags and pattern: the policies of a template are few, and asked again and again. */
const wildcards = new Map<string, RegExp>();

function wildcard(pattern: string, flags = 's'): RegExp {
  const key = `${flags} ${pattern}`;
  const found = wildcards.get(key) ?? compiled(pattern, flags);
  wildcards.set(key, found);
  return found;
}

function compiled(pattern: string, flags: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll(plainStar, '\\*')
    .replaceAll(plainMark, '\\?');
  return new RegExp(`^${source}$`, flags);
}

function lowerKeys(context: PolicyContext): PolicyContext {
  return Object.fromEntries(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
}

function list<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
