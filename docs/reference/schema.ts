import type { JsonSchema } from '../openapi/json-schema';
import { escaped, inline } from './html';

const prefix = '#/components/schemas/';

/** A link to a component's place on the page. */
function linkTo(reference: string): string {
  const name = reference.replace(prefix, '');
  return `<a href="#schema-${name}">${name}</a>`;
}

/** The type of a value in a few words, components as links. */
export function typeOf(schema: JsonSchema): string {
  if (schema.$ref) return linkTo(schema.$ref);
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'anything'}`;
  const branches = schema.oneOf ?? schema.anyOf;
  if (branches) return [...new Set(branches.map(typeOf))].join(' or ');
  return escaped(schema.format ?? [schema.type ?? 'anything'].flat().join(' or '));
}

/** What a value must be beyond its type: words, ranges, lengths, default. */
function limitsOf(schema: JsonSchema): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = schema;
  const words = schema.const === undefined ? schema.enum : [schema.const];
  const limits = [
    words?.map((word) => `<code>${escaped(String(word))}</code>`).join(', '),
    range(minimum, maximum),
    range(minLength, maxLength, ' characters'),
    range(minItems, maxItems, ' items'),
    // A format says the same in one word.
    pattern && !schema.format ? `matches <code>${escaped(pattern)}</code>` : undefined,
    schema.default === undefined ? undefined : `default <code>${escaped(JSON.stringify(schema.default))}</code>`,
  ];
  return limits.filter(Boolean).join('; ');
}

function range(least: unknown, most: unknown, unit = ''): string | undefined {
  if (least === undefined && most === undefined) return undefined;
  if (least === most) return `exactly ${least}${unit}`;
  if (most === undefined) return `at least ${least}${unit}`;
  return `${least ?? 0}–${most}${unit}`;
}

/** One member or parameter: its name, type, description and limits, and what is inside it. */
export function member(name: string, schema: JsonSchema, isRequired: boolean, description?: string): string {
  const said = [
    `<code class="name">${escaped(name)}</code>`,
    `<span class="type">${typeOf(schema)}</span>`,
    ...(isRequired ? ['<span class="mark">required</span>'] : []),
    ...(schema['x-extension'] ? ['<span class="mark">extension</span>'] : []),
  ];
  const limits = limitsOf(schema);
  const text = description ?? schema.description;
  const inside = schema.type === 'array' ? (schema.items ?? {}) : schema;
  return [
    `<dt>${said.join(' ')}</dt>`,
    '<dd>',
    ...(text ? [`<p>${inline(text)}</p>`] : []),
    ...(limits ? [`<p class="limits">${limits}</p>`] : []),
    ...(inside.properties || inside.oneOf ? [contents(inside)] : []),
    '</dd>',
  ].join('\n');
}

/** What a schema has inside: its members, its branches, or its limits. */
export function contents(schema: JsonSchema): string {
  const { properties, required = [], oneOf } = schema;
  if (oneOf?.every(({ $ref }) => $ref)) {
    const by = schema.discriminator ? `, by <code>${escaped(schema.discriminator.propertyName)}</code>` : '';
    return `<p>One of these${by}: ${oneOf.map(typeOf).join(', ')}.</p>`;
  }
  if (oneOf) return oneOf.map((branch) => `<div class="branch">${contents(branch)}</div>`).join('\n');
  if (!properties) return `<p class="limits">${typeOf(schema)}: ${limitsOf(schema)}</p>`;
  const members = Object.entries(properties).map(([name, inner]) => member(name, inner, required.includes(name)));
  return `<dl>\n${members.join('\n')}\n</dl>`;
}
