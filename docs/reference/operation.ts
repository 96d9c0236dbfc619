import type { JsonSchema } from '../openapi/json-schema';
import { escaped, example, inline, paragraphs } from './html';
import { member, typeOf } from './schema';

interface Reference {
  $ref: string;
}

interface Example {
  summary?: string;
  value: unknown;
}

interface Media {
  schema: JsonSchema;
  examples?: Record<string, Example | Reference>;
}

interface Answer {
  description: string;
  headers?: Record<string, Reference | { description?: string }>;
  content: Record<string, Media>;
}

/** An operation as the document has it. */
export interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  'x-extension'?: boolean;
  parameters?: { name: string; in: string; description: string; required?: boolean; schema: JsonSchema }[];
  requestBody?: { description: string; content: Record<string, Media> };
  responses: Record<string, Answer | Reference>;
}

/** Follows references into the document. */
export type Resolve = <Value>(value: Value | Reference) => Value;

/** One operation as a section of the page. */
export function operationSection(path: string, method: string, operation: Operation, resolve: Resolve): string {
  const { operationId, summary, description, parameters = [], requestBody } = operation;
  const marks = operation['x-extension'] ? ' <span class="mark">extension</span>' : '';
  const answers = Object.entries(operation.responses).map(([status, answer]) => [status, resolve(answer)] as const);
  return `<section id="${operationId}">
<h3>${inline(summary)}${marks}</h3>
<p class="route"><span class="method ${method}">${method.toUpperCase()}</span> <code>${breakable(path)}</code></p>
${paragraphs(description)}
${parameterList('Path', parameters, 'path')}
${parameterList('Query', parameters, 'query')}
${parameterList('Headers', parameters, 'header')}
${requestBody ? bodySection(requestBody, resolve) : ''}
<h4>Success</h4>
${answers
  .filter(([status]) => status < '400')
  .map(([status, answer]) => success(status, answer, resolve))
  .join('\n')}
<h4>Refusals</h4>
<dl class="refusals">
${answers
  .filter(([status]) => status >= '400')
  .map(([status, answer]) => refusal(status, answer))
  .join('\n')}
</dl>
</section>`;
}

/** A path that may be broken before each slash, so that it fits a narrow page. */
function breakable(path: string): string {
  return escaped(path).replaceAll('/', '<wbr>/');
}

function parameterList(title: string, parameters: NonNullable<Operation['parameters']>, place: string): string {
  const here = parameters.filter((parameter) => parameter.in === place);
  if (here.length === 0) return '';
  const rows = here.map(({ name, schema, required = false, description }) =>
    member(name, schema, required, description),
  );
  return `<h4>${title}</h4>\n<dl>\n${rows.join('\n')}\n</dl>`;
}

function bodySection({ description, content }: NonNullable<Operation['requestBody']>, resolve: Resolve): string {
  return `<h4>Body</h4>\n<p>${inline(description)}</p>\n${mediaOf(content, resolve)}`;
}

function success(status: string, { description, headers = {}, content }: Answer, resolve: Resolve): string {
  const names = Object.keys(headers).map((name) => `<code>${escaped(name)}</code>`);
  return `<p><strong>${status}</strong> ${inline(description)} With ${names.join(', ')}.</p>\n${mediaOf(content, resolve)}`;
}

function mediaOf(content: Record<string, Media>, resolve: Resolve): string {
  return Object.entries(content)
    .map(([mediaType, { schema, examples = {} }]) => {
      const shown = Object.values(examples).map((one) => {
        const { summary = 'Example', value } = resolve(one);
        return example(`Example: ${summary}`, value);
      });
      return `<p><code>${escaped(mediaType)}</code>: ${typeOf(schema)}</p>\n${shown.join('\n')}`;
    })
    .join('\n');
}

function refusal(status: string, { description, headers = {} }: Answer): string {
  const own = Object.keys(headers).filter((name) => name !== 'Cache-Control');
  const also = own.length > 0 ? `<p>With ${own.map((name) => `<code>${name}</code>`).join(', ')}.</p>` : '';
  return `<dt>${status}</dt>\n<dd>${paragraphs(description)}${also}</dd>`;
}
