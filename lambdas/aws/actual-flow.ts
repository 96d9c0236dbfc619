import { type ActualFlow, type FlowDescription, withoutProxy } from '../domain/flow-description';
import type { TagsByArn } from '../domain/flow-tags';
import type { ProvisionedFlow } from '../domain/source';
import type { SourceRecord } from '../domain/source-record';
import { logger } from '../runtime/logger';
import { describeFlow } from './mediaconnect';

/** How long a request waits for a flow, milliseconds: what is still to be done after it has to end in time as well. */
const patience = 8_000;

type KnownFlow = Pick<ProvisionedFlow, 'arn' | 'name' | 'region'>;

/** How the tags of a flow and its parts are learnt, once it is described. */
type TagsOf = (flow: FlowDescription) => TagsByArn | Promise<TagsByArn>;

/** What of a record tells which outputs on its flows are its own. */
type Owner = Pick<SourceRecord, 'proxy'>;

/**
 * What is there of a flow that a record names, or of the one that it does not name yet; throws where it, or its tags,
 * cannot be read. One that MediaConnect does not know has vanished. Without `tagsOf` its tags are unknown. The output
 * to the source's own proxy is left out.
 */
export async function readFlow(owner: Owner, known: KnownFlow | undefined, tagsOf?: TagsOf): Promise<ActualFlow> {
  if (!known) return { kind: 'missing', vanished: false };
  const described = await describeFlow(known.region, known.arn);
  if (!described) return { kind: 'missing', vanished: true };
  const flow = withoutProxy(described.flow, owner.proxy?.['input-arn']);
  return { kind: 'described', flow, ...(tagsOf && { tags: await tagsOf(flow) }) };
}

/** What is known of such a flow: one that cannot be read, or not in time, is there for all anybody knows. */
export async function actualFlow(
  owner: Owner,
  known: KnownFlow | undefined,
  { tagsOf, waitsFor = patience }: { tagsOf?: TagsOf | undefined; waitsFor?: number } = {},
): Promise<ActualFlow> {
  try {
    return await within(waitsFor, readFlow(owner, known, tagsOf));
  } catch (error) {
    logger.warn('The flow could not be read; it counts as running', error as Error);
    return { kind: 'unreadable', name: known?.name ?? '' };
  }
}

/** A call's answer, unless it takes longer than so many milliseconds; the call itself goes on. */
export function within<Answer>(milliseconds: number, call: Promise<Answer>): Promise<Answer> {
  return new Promise((settle, fail) => {
    const timer = setTimeout(() => fail(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
    call.then(settle, fail).finally(() => clearTimeout(timer));
  });
}
