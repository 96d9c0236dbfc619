import { bodyOf, type Call, parameter } from './call';
import { badRequest, notFound } from './faults';
import type { Flow, Partition } from './record';
import { tagBody } from './requests';
import type { Work } from './work';

/** ListTagsForResource: the tags of a flow, or of a part of one. */
export function listTagsForResource(call: Call) {
  const arn = parameter(call, 'resourceArn');
  return { tags: tagsOf(existing(call.work.read(call.account, call.region), arn), arn) };
}

/** TagResource: adds tags or replaces their values. */
export function tagResource(call: Call): undefined {
  const arn = parameter(call, 'resourceArn');
  const partition = existing(call.work.change(call.account, call.region), arn);
  const tags = { ...tagsOf(partition, arn), ...bodyOf(call, tagBody).tags };
  checkTags(tags);
  partition.tags[arn] = tags;
}

/** UntagResource: removes tags by key; keys that are not there are no fault. */
export function untagResource(call: Call): undefined {
  const arn = parameter(call, 'resourceArn');
  const partition = existing(call.work.change(call.account, call.region), arn);
  const keys = call.query.getAll('tagKeys');
  if (keys.length === 0) throw badRequest('tagKeys is required.');
  partition.tags[arn] = Object.fromEntries(
    Object.entries(tagsOf(partition, arn)).filter(([key]) => !keys.includes(key)),
  );
}

/** The tags of a resource; empty when it has none. */
export function tagsOf(partition: Partition, arn: string): Record<string, string> {
  return partition.tags[arn] ?? {};
}

/** Sets the tags that came with the creation of a flow's part, or of the flow; absent removes what a namesake left. */
export function replaceTags(work: Work, flow: Flow, arn: string, tags: Record<string, string> = {}): void {
  checkTags(tags);
  const partition = work.change(flow.account, flow.region);
  if (Object.keys(tags).length > 0) partition.tags[arn] = tags;
  else delete partition.tags[arn];
}

/** Every ARN of a flow that can bear tags. */
export function taggable(flow: Flow): string[] {
  return [
    flow.arn,
    ...flow.sources.map((each) => each.arn),
    ...flow.outputs.map((each) => each.arn),
    ...flow.entitlements.map((each) => each.arn),
    ...flow.mediaStreams.map((each) => `${flow.arn}/mediaStream/${each.mediaStreamName}`),
    ...flow.vpcInterfaces.map((each) => `${flow.arn}/vpcInterface/${each.settings.name}`),
  ];
}

function existing(partition: Partition, arn: string): Partition {
  if (partition.flows.some((flow) => taggable(flow).includes(arn))) return partition;
  throw notFound(`Resource ${arn} not found.`);
}

/** The tag rules common to AWS services: at most 50; the key's prefix `aws:` is reserved. */
function checkTags(tags: Record<string, string>): void {
  const entries = Object.entries(tags);
  if (entries.length > 50) throw badRequest(`A resource takes at most 50 tags, not ${entries.length}.`);
  for (const [key, value] of entries) {
    if (key.length < 1 || key.length > 128) throw badRequest(`Tag key ${key.slice(0, 40)} must have 1-128 characters.`);
    if (value.length > 256) throw badRequest(`The value of tag ${key} must have at most 256 characters.`);
    if (/^aws:/i.test(key)) throw badRequest(`Tag key ${key} must not begin with aws:.`);
    const bad = [key, value].find((each) => !/^[\p{L}\p{N}\p{Zs}.:+=@_/-]*$/u.test(each));
    if (bad !== undefined) throw badRequest(`Tag ${key}: letters, digits, spaces and . : + = @ _ / - are allowed.`);
  }
}
