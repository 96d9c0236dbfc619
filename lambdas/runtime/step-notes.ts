import { SourceStore } from '../aws/source-store';
import { isTransient } from '../aws/translate-error';
import { Fact } from '../domain/errors';
import type { HistoryEvent } from '../domain/history';
import type { SourceRecord } from '../domain/source-record';
import { logger } from './logger';

/** What a task does to something in AWS; `reason` is why, for a person. */
export type TakenStep = Pick<NonNullable<HistoryEvent['step']>, 'action' | 'resource' | 'impact'> & { reason?: string };

/** After these the machines take the step again, or leave it to the run that owns the source now: nothing has ended. */
const goesOn = ['Transient', 'FlowBusy', 'FlowNotYetVisible', 'OrganisationBusy', 'RunSuperseded'];

/** Notes in the history of a source how a step ended. What was done is done: a note that cannot be kept is only logged. */
export async function noteStep(record: SourceRecord, step: TakenStep, error?: Error): Promise<void> {
  const { action, resource, impact, reason: detail } = step;
  const event: HistoryEvent = {
    id: crypto.randomUUID(),
    at: new Date().toISOString(),
    kind: 'step-ended',
    run: record.run,
    revision: record.revision,
    step: { action, resource, ...(impact && { impact }), outcome: error ? 'failed' : 'done' },
    ...(error && { reason: reasonOf(error) }),
    ...(detail && { detail }),
  };
  await storeOfTasks()
    .note(record, event)
    .catch((failure) => logger.error('The step could not be noted', failure as Error));
}

/** Notes that a task failed for good, as the step that it was taking or else as the task itself. */
export async function noteFailedStep(
  task: string,
  run: { sourceId: string; flow?: { arn?: string } },
  error: Error,
  taken?: { record: SourceRecord; step: TakenStep },
): Promise<void> {
  if (goesOn.includes(error.name) || isTransient(error)) return;
  const record =
    taken?.record ??
    (await storeOfTasks()
      .read(run.sourceId)
      .catch(() => undefined));
  const action = task.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (record) await noteStep(record, taken?.step ?? { action, resource: run.flow?.arn ?? run.sourceId }, error);
}

/** Only facts are worded so that they hold nothing of what a request brought. */
function reasonOf(error: Error): string {
  return error instanceof Fact ? error.message : `The step broke (${error.name}); the log says more.`;
}

let store: SourceStore | undefined;

/** The store of the tasks' sources: every task is told the table. */
export function storeOfTasks(): SourceStore {
  store ??= new SourceStore(process.env.TABLE_NAME ?? '');
  return store;
}
