import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { busExample } from '../../docs/event-documents';
import { eventExamples } from '../../docs/event-examples';
import { PublishedEvent } from '../../lambdas/contract/published-event';
import { type HistoryKind, historyKinds } from '../../lambdas/domain/history';

const docs = join(__dirname, '../../docs');
const schema = JSON.parse(readFileSync(join(docs, 'events.schema.json'), 'utf8'));
const validate = addFormats(new Ajv2020({ strict: false })).compile(schema);
const kinds = Object.keys(historyKinds) as HistoryKind[];

describe('the schema of events', () => {
  it.each(kinds)('accepts the example of %s, and so does the code', (kind) => {
    const { detail } = busExample(kind);
    expect([validate(detail), validate.errors]).toEqual([true, null]);
    expect(PublishedEvent.parse(detail)).toEqual(detail);
  });

  const required = kinds.flatMap((kind) => historyKinds[kind].map((member) => [kind, member] as const));
  it.each(required)('refuses a %s without %s', (kind, member) => {
    const { [member as 'by']: _, ...rest } = busExample(kind).detail;
    expect(validate(rest)).toBe(false);
  });

  it.each(['version', 'id', 'at', 'kind', 'source-id'] as const)('refuses an event without %s', (member) => {
    const { [member]: _, ...rest } = busExample('surplus-removed').detail;
    expect(validate(rest)).toBe(false);
  });

  it('refuses another version, and accepts members that are new', () => {
    const { detail } = busExample('status-changed');
    expect(validate({ ...detail, version: '2' })).toBe(false);
    expect(validate({ ...detail, weather: 'fine' })).toBe(true);
  });
});

it('has one example of each kind', () => {
  expect(eventExamples.map(({ kind }) => kind)).toEqual(kinds);
});

describe('docs/events.md', () => {
  const text = readFileSync(join(docs, 'events.md'), 'utf8');

  it('has JSON that is JSON', () => {
    const blocks = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, block = '']) => JSON.parse(block));
    expect(blocks).toHaveLength(3);
  });
});
