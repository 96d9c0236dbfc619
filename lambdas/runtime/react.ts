import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { invoked } from '../aws/acting-account';
import { logger } from './logger';

/** Makes a Lambda handler of what is to be done on an event or schedule; a failure is logged and left to be retried. */
export function react<Event, Answer = void>(name: string, perform: (event: Event) => Promise<Answer>) {
  return middy<Event, Answer, Error, Context>()
    .before(({ context }) => {
      logger.resetKeys();
      logger.appendKeys({ reaction: name, functionRequestId: context.awsRequestId });
    })
    .onError(({ error }) => {
      logger.error('The reaction failed', error as Error);
    })
    .handler((event, context) => invoked(name, context.awsRequestId, () => perform(event)));
}
