import * as z from 'zod';
import { detailTypeOf, eventSource, PublishedEvent } from '../lambdas/contract/published-event';
import { type HistoryEvent, type HistoryKind, historyKinds } from '../lambdas/domain/history';
import { eventExamples } from './event-examples';
import { describeMembers } from './openapi/descriptions';
import type { JsonSchema } from './openapi/json-schema';

/** What each kind stands for. */
const kindTexts: Record<HistoryKind, string> = {
  'creation-requested': 'Somebody made the source',
  'update-requested': 'Somebody changed the source; without `status` only the record was changed',
  'deletion-requested': 'Somebody deleted the source',
  'start-requested': 'Somebody started the source',
  'stop-requested': 'Somebody stopped the source',
  'repair-requested': 'Somebody had the source repaired',
  'status-changed': 'A run moved the provisioning status',
  'step-ended': 'A run did something to a resource of AWS, or failed to for good',
  'address-changed': 'Senders are to use another address',
  'surplus-removed': 'What an earlier run could not remove is gone',
  'network-interfaces-left': 'MediaConnect could not delete network interfaces, which somebody has to do by hand',
  'run-recovered': 'A run that had died was taken to its end by another one',
  'health-changed': 'The health of the source changed, or the reasons for it',
  'alarm-changed': 'An alarm of the source changed its state',
  'secrets-revealed': 'Somebody had the secrets of the source shown',
};

const marks = {
  kinds: ['<!-- kinds -->', '<!-- /kinds -->'],
  example: ['<!-- example -->', '<!-- /example -->'],
} as const;

/** The page on events with its table and example as they should be. */
export function withEventTables(text: string): string {
  const rows = Object.entries(historyKinds).map(([kind, members]) => {
    const always = members.map((member) => `\`${member}\``).join(', ');
    const { [kind as HistoryKind]: meaning } = kindTexts;
    return `| \`${kind}\` | \`${detailTypeOf(kind as HistoryKind)}\` | ${meaning} | ${always} |`;
  });
  const table = ['| kind | detail-type | what happened | always has |', '|---|---|---|---|', ...rows].join('\n');
  const example = `\`\`\`json\n${JSON.stringify(busExample('step-ended'), null, 2)}\n\`\`\``;
  return between(between(text, marks.kinds, table), marks.example, example);
}

function between(text: string, [begin, end]: readonly [string, string], middle: string): string {
  const [before = '', rest = ''] = text.split(begin);
  const [, after = ''] = rest.split(end);
  return `${before}${begin}\n${middle}\n${end}${after}`;
}

/** An event of a kind as a target of the bus gets it. */
export function busExample(kind: HistoryKind) {
  const event = eventExamples.find((each) => each.kind === kind) as HistoryEvent;
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': detailTypeOf(kind),
    source: eventSource,
    account: '111122223333',
    time: `${event.at.slice(0, 19)}Z`,
    region: 'eu-west-1',
    resources: [],
    detail: {
      version: '1',
      ...event,
      'organisation-id': '00000000-0000-4000-8000-000000000001',
      'target-account-id': '00000000-0000-4000-8000-0000000000a1',
      'source-id': '497f6eca-6276-4993-bfeb-53cbbbba6f08',
    } satisfies PublishedEvent,
  };
}

/** What an event has on the bus beside what the API answers of it. */
const busTexts: Readonly<Record<string, string>> = {
  version: 'The version of this description.',
  'organisation-id': 'The id of the owning organisation.',
  'target-account-id': 'The id of the owning target account.',
  'source-id': 'The id of the source.',
};

/** The schema of what is put on the bus, as JSON Schema: the `detail` of every kind. */
export function eventSchema(): object {
  const schema = z.toJSONSchema(PublishedEvent, {
    override({ zodSchema, jsonSchema }) {
      // Later versions may have more members.
      if (zodSchema._zod.def.type === 'object') delete jsonSchema.additionalProperties;
    },
  }) as JsonSchema;
  const members = Object.entries(schema.properties ?? {});
  describeMembers('HistoryEvent', { properties: Object.fromEntries(members.filter(([name]) => !busTexts[name])) });
  for (const [name, member] of members) member.description = busTexts[name] ?? member.description ?? '';
  const conditions = Object.entries(historyKinds).map(([kind, required]) => ({
    anyOf: [{ properties: { kind: { not: { const: kind } } } }, { required }],
  }));
  return { ...schema, title: 'The detail of an event of Headworks, version 1', allOf: conditions };
}
