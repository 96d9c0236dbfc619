import { Client } from '../test/end-to-end/client';
import { type System, startSystem } from '../test/support/system';
import { type ChangeKind, changeKinds } from './change-kinds';
import type { Table } from './run';

const labels = [{ key: 'event', value: 'cup final' }];

/** The calls that each kind of change of a running source makes, over HTTP, against the fewest that can make it. */
export async function changeTable(): Promise<Table> {
  const system = await startSystem();
  try {
    const rows: Table = {};
    for (const kind of changeKinds) rows[kind.what] = await measured(system, kind);
    return rows;
  } finally {
    await system.stop();
  }
}

/** What one kind of change came to. */
async function measured(system: System, kind: ChangeKind): Promise<Table[string]> {
  await system.simulator('POST', 'reset');
  const client = new Client(system);
  const [egress] = kind.egress ?? [];
  const { id } = await client.createRunning({
    metadata: { labels: [] },
    'ingress-flows': [kind.before],
    ...(egress && { 'egress-flows': egress }),
  });
  const since = new Date().toISOString();
  const { impact } = (await ask(system, id, kind, 'dry-run=true')).plan;
  const asked = await ask(system, id, kind, 'allow-interruption=true');
  if (asked['provisioning-status'] === 'update-pending') await client.settled(id, 'update-complete');
  const { calls } = await system.simulator<{ calls: { service: string; operation: string }[] }>(
    'GET',
    `calls?since=${since}`,
  );
  const made = calls
    .filter(({ service, operation }) => service === 'mediaconnect' && !/^(Describe|List)/.test(operation))
    .map(({ operation }) => operation);
  return {
    impact,
    calls: made.length,
    minimum: kind.minimum.length,
    verdict: verdictOn(made, kind),
    because: kind.because ?? '',
  };
}

/** Fewer calls than the minimum are a miss too: they would show that it is wrong. */
function verdictOn(made: readonly string[], { minimum, more }: ChangeKind): string {
  if (made.length === minimum.length) return 'equal';
  return made.length === more ? 'more, with reason' : `MISSED: ${made.join(' ')}`;
}

/** Sends the request of a change, and answers its body; rejects unless it was accepted. */
async function ask(system: System, id: string, kind: ChangeKind, query: string) {
  const { after, intent, labels: isOfLabels, egress: [, egress] = [] } = kind;
  const flows = { ...(after && { 'ingress-flows': [after] }), ...(egress && { 'egress-flows': egress }) };
  const body = isOfLabels ? { metadata: { labels } } : flows;
  const { status, body: answer } = intent
    ? await system.api('POST', `/sources/${id}/${intent}?${query}`)
    : await system.api('PATCH', `/sources/${id}?${query}`, body);
  if (status >= 300) throw new Error(`refused: ${status} ${JSON.stringify(answer)}`);
  return answer;
}
