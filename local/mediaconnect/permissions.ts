import { arnOf } from './addresses';
import { taggable, tagsOf } from './tags';
import type { Work } from './work';

/** An action that a call needs, with what an IAM condition may look at. */
export interface RequiredAction {
  action: string;
  resource: string;
  /** `aws:RequestTag/…` and `aws:TagKeys`. */
  requestTags?: Record<string, string>;
  /** `aws:ResourceTag/…`. */
  resourceTags?: Record<string, string>;
  /** `iam:PassedToService`; only with `iam:PassRole`. */
  passedToService?: string;
}

interface Asked {
  operation: string;
  /** The decoded ARN in the path, or `*`. */
  resource: string;
  account: string;
  region: string;
  body: unknown;
  tagKeys: string[];
}

const passing = [
  'CreateFlow',
  'AddFlowSources',
  'UpdateFlowSource',
  'AddFlowVpcInterfaces',
  'AddFlowOutputs',
  'UpdateFlowOutput',
];
const deleting = [
  ...['RemoveFlowSource', 'RemoveFlowVpcInterface', 'RemoveFlowMediaStream'],
  ...['RemoveFlowOutput', 'RevokeFlowEntitlement'],
];
const creating: Record<string, string> = {
  source: 'AddFlowSources',
  sources: 'AddFlowSources',
  vpcInterfaces: 'AddFlowVpcInterfaces',
  mediaStreams: 'AddFlowMediaStreams',
  outputs: 'AddFlowOutputs',
  entitlements: 'GrantFlowEntitlements',
};

/**
 * The actions a call needs, with the dependent ones of the Service Authorization Reference. A flow to be created has no id yet:
 * its resource is the flow's ARN with `*` in the id's place, so that policies for `*` and for flow ARNs both match.
 */
export function requiredActions(work: Work, asked: Asked): RequiredAction[] {
  const { operation, account, region } = asked;
  const body = isObject(asked.body) ? asked.body : {};
  const name = typeof body.name === 'string' ? body.name : '*';
  const resource = operation === 'CreateFlow' ? arnOf('flow', { account, region, id: '*' }, name) : asked.resource;
  const requestTags = requestTagsOf(asked, body);
  const partition = work.read(account, region);
  const exists = partition.flows.some((flow) => taggable(flow).includes(resource));
  const context = {
    ...(Object.keys(requestTags).length > 0 && { requestTags }),
    ...(exists && { resourceTags: tagsOf(partition, resource) }),
  };
  const actions = [operation, ...dependent(operation, body)];
  const passed = passing.includes(operation) ? [...new Set(rolesIn(body))] : [];
  return [
    ...actions.map((action) => ({ action: `mediaconnect:${action}`, resource, ...context })),
    ...passed.map((role) => ({
      action: 'iam:PassRole',
      resource: role,
      passedToService: 'mediaconnect.amazonaws.com',
    })),
  ];
}

function dependent(operation: string, body: Record<string, unknown>): string[] {
  if (operation === 'DeleteFlow') return deleting;
  const parts = operation === 'CreateFlow' ? Object.keys(body).flatMap((part) => creating[part] ?? []) : [];
  const tags = operation !== 'TagResource' && Object.keys(tagsIn(body)).length > 0 ? ['TagResource'] : [];
  return [...new Set([...parts, ...tags])];
}

function requestTagsOf({ operation, tagKeys }: Asked, body: Record<string, unknown>): Record<string, string> {
  if (operation === 'UntagResource') return Object.fromEntries(tagKeys.map((key) => [key, '']));
  return operation === 'TagResource' && isObject(body.tags) ? texts(body.tags) : tagsIn(body);
}

/** The tags of what a call creates, all together: `flowTags`, `sourceTags` and the like. Condition keys belong to the request. */
function tagsIn(value: unknown): Record<string, string> {
  const parts = Array.isArray(value)
    ? value.map((each): [string, unknown] => ['', each])
    : isObject(value)
      ? Object.entries(value)
      : [];
  const found = parts.map(([key, each]) =>
    /^[a-zA-Z]+Tags$/.test(key) && isObject(each) ? texts(each) : tagsIn(each),
  );
  return Object.assign({}, ...found);
}

function rolesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(rolesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === 'roleArn' && typeof each === 'string' ? [each] : rolesIn(each),
  );
}

function texts(tags: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
