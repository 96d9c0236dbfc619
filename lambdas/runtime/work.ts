import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { isTransient, translateError } from '../aws/translate-error';
import type { Run, Task } from '../contract/tasks';
import type { SourceRecord } from '../domain/source-record';
import { logger } from './logger';
import { noteFailedStep, noteStep, type TakenStep } from './step-notes';

/** What a task is given beside its input. */
export interface Surroundings {
  /** When the function that runs the task has certainly ended. */
  endsAt: Date;
  /** Tells which step the task takes now: how each ended is noted in the history of the source when the function ends. */
  taking(record: SourceRecord, step: TakenStep): void;
}

/**
 * Makes a Lambda handler of a workflow task. Step Functions matches on the error's name: whatever passes by itself
 * is called `Transient`, so that the machines name it once. A task that fails for good leaves a note.
 */
export function work<Input extends Run, Output>(
  task: Task<Input, Output>,
  perform: (input: Input, surroundings: Surroundings) => Promise<Output>,
) {
  return middy<unknown, Output, Error, Context>()
    .before(({ context }) => {
      logger.resetKeys();
      logger.appendKeys({ task: task.name, functionRequestId: context.awsRequestId });
    })
    .onError(({ error }) => {
      logger.warn('The step failed', error as Error);
      if (error && isTransient(error)) throw translateError(task.name, error);
    })
    .handler(async (event, context) => {
      const input = task.input.parse(event);
      logger.appendKeys({ sourceId: input.sourceId, run: input.run });
      const endsAt = new Date(Date.now() + context.getRemainingTimeInMillis());
      const taken: { record: SourceRecord; step: TakenStep }[] = [];
      const taking: Surroundings['taking'] = (record, step) => {
        taken.push({ record, step });
      };
      try {
        const output = await perform(input, { endsAt, taking });
        for (const { record, step } of taken) await noteStep(record, step);
        return task.output.parse(output);
      } catch (error) {
        for (const { record, step } of taken.slice(0, -1)) await noteStep(record, step);
        await noteFailedStep(task.name, input, error as Error, taken.at(-1));
        throw error;
      }
    });
}
