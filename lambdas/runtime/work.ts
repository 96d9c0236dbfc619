import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { isTransient, translateError } from '../aws/translate-error';
import type { Run, Task } from '../contract/tasks';
import { logger } from './logger';

/** When the function that runs a task has certainly ended. */
export interface Deadline {
  endsAt: Date;
}

/**
 * Makes a Lambda handler of a workflow task. Step Functions matches on the error's name: whatever passes by itself
 * is called `Transient`, so that the machines name it once.
 */
export function work<Input extends Run, Output>(
  task: Task<Input, Output>,
  perform: (input: Input, deadline: Deadline) => Promise<Output>,
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
      return task.output.parse(await perform(input, { endsAt }));
    });
}
