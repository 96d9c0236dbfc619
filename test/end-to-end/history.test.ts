import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { busExample } from '../../docs/event-documents';
import type { PublishedEvent } from '../../lambdas/contract/published-event';
import type { HistoryEvent, HistoryKind } from '../../lambdas/domain/history';
import { demo } from '../../local/demo';
import { secretValues, sourceRequest } from '../support/sources';
import { until } from '../support/system';
import { useSystem } from './scene';

jest.setTimeout(120_000);

interface BusEvent {
  source: string;
  'detail-type': string;
  detail: PublishedEvent;
}

const { system, client } = useSystem();

const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/events.schema.json'), 'utf8'));
const validate = addFormats(new Ajv2020({ strict: false })).compile(schema);

async function history(id: string, query = ''): Promise<{ events: HistoryEvent[]; 'last-evaluated-key'?: string }> {
  const { status, body } = await system.api('GET', `/sources/${id}/events${query}`, undefined, {
    token: system.token({ role: 'viewer' }),
  });
  if (status !== 200) throw new Error(`the history cannot be read: ${status} ${JSON.stringify(body)}`);
  return body;
}

async function published(id: string): Promise<PublishedEvent[]> {
  const { events } = await system.simulator<{ events: BusEvent[] }>('GET', 'events');
  return events.flatMap(({ detail }) => (detail['source-id'] === id ? [detail] : []));
}

const idsOf = (events: readonly HistoryEvent[]) => events.map(({ id }) => id).sort();

/** A line for each event, oldest first: what a person would read of it. */
async function story(id: string): Promise<string[]> {
  const { events } = await history(id, '?page-size=100');
  // When the health is seen to change is not the run's doing.
  const ofRuns = events.filter(({ kind }) => kind !== 'health-changed');
  return ofRuns.reverse().map(({ kind, status, step }) => {
    const what = step && `${step.action} ${step.outcome}`;
    return [kind, status && `${status.from ?? 'nothing'} to ${status.to}`, what].filter(Boolean).join(': ');
  });
}

/** Waits until every event of the history is on the bus, and answers what is there. */
async function allPublished(id: string): Promise<PublishedEvent[]> {
  const { events } = await history(id, '?page-size=100');
  const ids = events.map((event) => event.id);
  return until(
    () => published(id),
    (seen) => ids.every((each) => seen.some((event) => event.id === each)),
  );
}

describe('the life of a source', () => {
  const passphrase = 'another canary, told to nobody';
  let id: string;
  beforeAll(async () => {
    id = await client.create(sourceRequest('srt-listener'));
    await client.settled(id, 'creation-complete');
    await system.api('GET', `/sources/${id}?include-passphrase=true`);
    const { 'ingress-flows': flows } = sourceRequest('srt-listener');
    const decryption = { 'encryption-type': 'SRT_PASSWORD', passphrase };
    const flowSource = { ...flows[0]?.['flow-sources'][0], 'ingest-port': 5010, 'decryption-settings': decryption };
    const body = { 'ingress-flows': [{ ...flows[0], 'flow-sources': [flowSource] }] };
    const answer = await system.api('PATCH', `/sources/${id}?allow-interruption=true`, body);
    expect(answer.status).toBe(200);
    await client.settled(id, 'update-complete');
    await client.remove(id);
  });

  it('is told by its history, step by step, also after its end', async () => {
    expect(await story(id)).toEqual([
      'creation-requested: nothing to creation-pending',
      'status-changed: creation-pending to creation-in-progress',
      'step-ended: create-flow done',
      'step-ended: start-flow done',
      'status-changed: creation-in-progress to creation-complete',
      'secrets-revealed',
      'update-requested: creation-complete to update-pending',
      'status-changed: update-pending to update-in-progress',
      'step-ended: update-flow-source done',
      'address-changed',
      'step-ended: delete-secrets done',
      'status-changed: update-in-progress to update-complete',
      'deletion-requested: update-complete to deletion-pending',
      'status-changed: deletion-pending to deletion-in-progress',
      'step-ended: stop-flow done',
      'step-ended: delete-flow done',
      'step-ended: delete-secrets done',
      'status-changed: deletion-in-progress to deletion-complete',
    ]);
    const { events } = await history(id, '?page-size=100');
    expect(events.find(({ kind }) => kind === 'update-requested')).toMatchObject({
      by: 'local-operator',
      run: 2,
      revision: 2,
      changed: ['/ingress-flows/0/flow-sources/0/ingest-port', '/ingress-flows/0/flow-sources/0/decryption-settings'],
    });
  });

  it('names who had the secrets shown, and so does the log', async () => {
    const { events } = await history(id, '?page-size=100');
    expect(events.find(({ kind }) => kind === 'secrets-revealed')).toMatchObject({ by: 'local-operator' });
    const folder = join(system.dataDirectory, 'logs');
    const [name = ''] = readdirSync(folder).filter(
      (file) => file.includes('ApiGetSource') && !/Source[A-Z]/.test(file),
    );
    const [line] = await until(
      async () =>
        readFileSync(join(folder, name), 'utf8')
          .split('\n')
          .filter((each) => each.includes(id)),
      (lines) => lines.length > 0,
    );
    expect(JSON.parse(line ?? '')).toMatchObject({
      level: 'INFO',
      message: 'Secrets were revealed',
      endpoint: 'getSource',
      subject: 'local-operator',
      'organisation-id': demo.organisation,
      'source-id': id,
      secretIds: [expect.stringMatching(/^[0-9a-f-]{36}$/)],
    });
  });

  it('is on the bus, each event once and as its schema has it', async () => {
    const { events } = await history(id, '?page-size=100');
    const seen = await allPublished(id);
    expect(idsOf(seen)).toEqual(idsOf(events));
    for (const event of seen) expect([event.kind, validate(event), validate.errors]).toEqual([event.kind, true, null]);
    expect(seen.find((event) => event.id === events[0]?.id)).toEqual({
      ...events[0],
      version: '1',
      'organisation-id': demo.organisation,
      'target-account-id': demo.targetAccount,
      'source-id': id,
    });
  });

  it('is told without a secret', async () => {
    const told = JSON.stringify([await history(id, '?page-size=100'), await published(id)]);
    expect(told).toContain('decryption-settings');
    for (const secret of [passphrase, secretValues.srt]) expect(told).not.toContain(secret);
  });

  it('is read page by page, by a key of its own', async () => {
    const whole = await history(id);
    expect(whole).not.toHaveProperty('last-evaluated-key');
    const pages: HistoryEvent[] = [];
    let key: string | undefined;
    do {
      const page = await history(id, `?page-size=6${key ? `&last-evaluated-key=${encodeURIComponent(key)}` : ''}`);
      expect(page.events.length).toBeLessThanOrEqual(6);
      pages.push(...page.events);
      key = page['last-evaluated-key'];
    } while (key);
    expect(pages).toEqual(whole.events);

    const other = await client.create(sourceRequest('rtp'));
    const { 'last-evaluated-key': foreign = '' } = await history(id, '?page-size=1');
    for (const wrong of [foreign, 'nonsense', '']) {
      const answer = await system.api(
        'GET',
        `/sources/${other}/events?last-evaluated-key=${encodeURIComponent(wrong)}`,
      );
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/query/last-evaluated-key' }] } });
    }
  });
});

it('tells the topic of health and alarms, and of nothing else', async () => {
  const [bus] = readdirSync(join(system.dataDirectory, 'buses'));
  const events = new EventBridgeClient(system.aws());
  const entry = (kind: HistoryKind) => {
    const { source, 'detail-type': DetailType, detail } = busExample(kind);
    return { EventBusName: bus?.replace('.jsonl', ''), Source: source, DetailType, Detail: JSON.stringify(detail) };
  };
  const kinds = ['status-changed', 'health-changed', 'alarm-changed'] as const;
  const { FailedEntryCount } = await events.send(new PutEventsCommand({ Entries: kinds.map(entry) }));
  expect(FailedEntryCount).toBe(0);
  const file = join(system.dataDirectory, 'queues', 'headworks-notifications.jsonl');
  const letters = await until(
    async () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []),
    (lines) => lines.some((line) => line.includes('alarm-changed')),
  );
  const told = new Set(letters.map((letter) => JSON.parse(letter).message.detail.kind));
  expect([...told].sort()).toEqual(['alarm-changed', 'health-changed']);
});

it('publishes what was written before a kill, and had not been published', async () => {
  const refused = {
    service: 'events',
    operation: 'PutEvents',
    effect: 'error',
    error: 'InternalException',
    status: 500,
  };
  await system.simulator('POST', 'faults', { ...refused, times: 1000 });
  const id = await client.createRunning(sourceRequest('rtp')).then((source) => source.id);
  expect(await published(id)).toEqual([]);
  await system.restart();
  const seen = await allPublished(id);
  const { events } = await history(id);
  expect(events.length).toBeGreaterThanOrEqual(5);
  expect(idsOf(seen)).toEqual(idsOf(events));
});
