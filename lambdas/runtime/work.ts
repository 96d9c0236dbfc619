import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { enterAccount, invoked } from '../aws/acting-account';
import { TargetAccounts } from '../aws/target-accounts';
import { isTransient, translateError } from '../aws/translate-error';
import type { Run, Task } from '../contract/tasks';
import { OrganisationBusy, Transient } from '../domain/errors';
import type { SourceRecord } from '../domain/source-record';
import type { TargetAccountRecord } from '../domain/target-account';
import { logger } from './logger';
import { noteFailedStep, noteStep, storeOfTasks, type TakenStep } from './step-notes';
import { ownedAccount } from './target-account';

/** What a task is given beside its input. */
export interface Surroundings {
  /** The source, whose run this still is; the task acts in its target account. */
  record: SourceRecord;
  /** That target account, read once, and only where somebody asks for it or AWS is called. */
  account(): Promise<TargetAccountRecord>;
  /** When the function that runs the task has certainly ended. */
  endsAt: Date;
  /** Tells which step the task takes now: how each ended is noted in the history of the source when the function ends. */
  taking(record: SourceRecord, step: TakenStep): void;
}

/**
 * Makes a Lambda handler of a workflow task. Step Functions matches on the error's name: whatever passes by itself
 * is called `Transient`, so that the machines name it once. A task that fails for good leaves a note. One of a run that is
 * no longer the source's fails with `RunSuperseded` before it does anything.
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
      // Others were faster at the counts of the organisation, time after time: that passes too.
      if (error instanceof OrganisationBusy) throw new Transient(error.message, { cause: error });
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
      return invoked(task.name, input.sourceId, async () => {
        try {
          const record = await storeOfTasks().readForRun(input);
          let read: Promise<TargetAccountRecord> | undefined;
          const account = () => {
            read ??= ownedAccount(new TargetAccounts(process.env.TABLE_NAME ?? ''), record);
            return read;
          };
          enterAccount(account);
          const output = await perform(input, { record, account, endsAt, taking });
          for (const each of taken) await noteStep(each.record, each.step);
          return task.output.parse(output);
        } catch (error) {
          for (const each of taken.slice(0, -1)) await noteStep(each.record, each.step);
          await noteFailedStep(task.name, input, error as Error, taken.at(-1));
          throw error;
        }
      });
    });
}
