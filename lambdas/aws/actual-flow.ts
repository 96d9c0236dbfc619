import type { ActualFlow, FlowDescription } from '../domain/flow-description';
import type { TagsByArn } from '../domain/flow-tags';
import type { ProvisionedFlow } from '../domain/source';
import { logger } from '../runtime/logger';
import { describeFlow } from './mediaconnect';

/** How long a request waits for a flow, milliseconds: what is still to be done after it has to end in time as well. */
const patience = 8_000;

/** How the tags of a flow and its parts are learnt, once it is described. */
type TagsOf = (flow: FlowDescription) => TagsByArn | Promise<TagsByArn>;

/**
 * What is known of a flow that a record names, or of the one that it does not name yet. One that MediaConnect does not
 * know has vanished; one that cannot be read, or whose tags cannot, is there for all anybody knows. Without `tagsOf` its
 * tags are unknown.
 */
export async function actualFlow(
  known: Pick<ProvisionedFlow, 'arn' | 'name' | 'region'> | undefined,
  { tagsOf, waitsFor = patience }: { tagsOf?: TagsOf; waitsFor?: number } = {},
): Promise<ActualFlow> {
  if (!known) return { kind: 'missing', vanished: false };
  try {
    return await within(waitsFor, look(known, tagsOf));
  } catch (error) {
    logger.warn('The flow could not be read; it counts as running', error as Error);
    return { kind: 'unreadable', name: known.name };
  }
}

async function look({ region, arn }: Pick<ProvisionedFlow, 'arn' | 'region'>, tagsOf?: TagsOf): Promise<ActualFlow> {
  const described = await describeFlow(region, arn);
  if (!described) return { kind: 'missing', vanished: true };
  const { flow } = described;
  return { kind: 'described', flow, ...(tagsOf && { tags: await tagsOf(flow) }) };
}

function within<Answer>(milliseconds: number, call: Promise<Answer>): Promise<Answer> {
  return new Promise((settle, fail) => {
    const timer = setTimeout(() => fail(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
    call.then(settle, fail).finally(() => clearTimeout(timer));
  });
}
