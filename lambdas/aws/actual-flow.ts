import type { ActualFlow } from '../domain/flow-description';
import type { ProvisionedFlow } from '../domain/source';
import { logger } from '../runtime/logger';
import { describeFlow } from './mediaconnect';

/** How long a request waits for a flow, milliseconds: what is still to be done after it has to end in time as well. */
const patience = 8_000;

/**
 * What is known of a flow that a record names, or of the one that it does not name yet. One that MediaConnect does not
 * know has vanished; one that cannot be read is there for all anybody knows. Its tags are not asked for: that call
 * draws on the account's five a second.
 */
export async function actualFlow(
  known: Pick<ProvisionedFlow, 'arn' | 'name' | 'region'> | undefined,
  waitsFor = patience,
): Promise<ActualFlow> {
  if (!known) return { kind: 'missing', vanished: false };
  try {
    const described = await within(waitsFor, describeFlow(known.region, known.arn));
    return described ? { kind: 'described', flow: described.flow } : { kind: 'missing', vanished: true };
  } catch (error) {
    logger.warn('The flow could not be read; it counts as running', error as Error);
    return { kind: 'unreadable', name: known.name };
  }
}

/** A call's answer, unless it takes longer than so many milliseconds; the call itself goes on. */
export function within<Answer>(milliseconds: number, call: Promise<Answer>): Promise<Answer> {
  return new Promise((settle, fail) => {
    const timer = setTimeout(() => fail(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
    call.then(settle, fail).finally(() => clearTimeout(timer));
  });
}
