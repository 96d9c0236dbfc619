import type { Endpoint } from '../../lambdas/contract/endpoints';
import { eitherName, referenceTo } from './components';
import { planExamples } from './examples';
import { operationTexts } from './operations';

/** The header that every answer has. */
export const cacheControl = { 'Cache-Control': { $ref: '#/components/headers/Cache-Control' } };

/** Every success of an operation by its status: what was asked for, that nothing is to do, and the plan of a dry run. */
export function successes(row: Endpoint, answer: string | undefined) {
  const statuses = new Set([
    row.success,
    row.created ?? row.success,
    row.unchanged ?? row.success,
    ...(row.isPlannable ? [200 as const] : []),
  ]);
  return Object.fromEntries([...statuses].map((status) => [status, success(row, status, answer)]));
}

function success(row: Endpoint, status: number, answer: string | undefined) {
  const text = operationTexts[row.name];
  const isAnswered = [row.success, row.created, row.unchanged].includes(status as Endpoint['success']);
  const isPlanned = row.isPlannable === true && status === 200;
  const examples = {
    ...(status === row.success && text.examples),
    ...(status === row.created && text.createdExamples),
    ...(status === row.unchanged && text.unchangedExamples),
    ...(isPlanned && planExamples),
  };
  const shown = Object.entries(examples).map(([title, value]) => [keyOf(title), { summary: title, value }]);
  // Only what is new has a place to be told of.
  const named = (text.headers ?? []).filter((name) => name !== 'Location' || status === 201);
  const references = (isAnswered ? named : []).map((name) => [name, { $ref: `#/components/headers/${name}` }]);
  const [one, other] = [isAnswered && answer, isPlanned && 'DryRun'];
  const name = one && other ? eitherName(one) : one || other;
  const schema = name ? { $ref: referenceTo(name) } : plainSchema(row.mediaType);
  const kept = text.cacheControl && {
    'Cache-Control': {
      description: 'How long a picture may be kept.',
      schema: { type: 'string', const: text.cacheControl },
    },
  };
  return {
    description: [
      ...(isAnswered ? [answerText(row, status)] : []),
      ...(isPlanned ? ['With `dry-run=true`, the plan: nothing was done.'] : []),
    ].join(' '),
    headers: { ...cacheControl, ...kept, ...Object.fromEntries(references) },
    content: {
      [row.mediaType ?? 'application/json']: {
        schema,
        ...(shown.length > 0 && { examples: Object.fromEntries(shown) }),
      },
    },
  };
}

function answerText(row: Endpoint, status: number): string {
  const { answer, created = answer } = operationTexts[row.name];
  if (status === row.success) return answer;
  return status === row.created ? created : 'The source: nothing is to do.';
}

/** The schema of an answer that leaves as it stands. */
function plainSchema(mediaType = '') {
  if (mediaType.includes('json')) return { type: 'object' };
  return { type: 'string', ...(mediaType.startsWith('image/') && { contentMediaType: mediaType }) };
}

/** The key of an example: its title in lower case with hyphens. */
export function keyOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');
}
