import { arnOf } from './addresses';
import type { Flow } from './record';
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
  /** The part of the flow that the path names, by its decoded ARN or name. */
  part?: string | undefined;
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

type PartKind = 'source' | 'output' | 'entitlement' | 'vpcInterface' | 'mediaStream';

/** The kind of part that each action is about beside its flow. */
const kindOf: Record<string, PartKind> = {
  ...{ AddFlowSources: 'source', UpdateFlowSource: 'source', RemoveFlowSource: 'source' },
  ...{ AddFlowVpcInterfaces: 'vpcInterface', RemoveFlowVpcInterface: 'vpcInterface' },
  ...{ AddFlowMediaStreams: 'mediaStream', UpdateFlowMediaStream: 'mediaStream', RemoveFlowMediaStream: 'mediaStream' },
  ...{ AddFlowOutputs: 'output', UpdateFlowOutput: 'output', RemoveFlowOutput: 'output' },
  ...{ GrantFlowEntitlements: 'entitlement', RevokeFlowEntitlement: 'entitlement' },
};
/** It names an ARN, and can be allowed on everything alone. */
const withoutResource = ['ListTagsForResource'];

/**
 * The actions a call needs, with the dependent ones and the resources of the Service Authorization Reference: an action
 * on parts of a flow is asked for on the flow and on each part. What is to be created has no id yet: its resource has `*`
 * in the id's place, so that policies for `*` and for ARNs of its kind both match.
 */
export function requiredActions(work: Work, asked: Asked): RequiredAction[] {
  const { operation, account, region } = asked;
  const body = isObject(asked.body) ? asked.body : {};
  const name = typeof body.name === 'string' ? body.name : '*';
  const resource = operation === 'CreateFlow' ? arnOf('flow', { account, region, id: '*' }, name) : asked.resource;
  const requestTags = requestTagsOf(asked, body);
  const partition = work.read(account, region);
  const flow = partition.flows.find(({ arn }) => arn === resource);
  const known = new Set(partition.flows.flatMap(taggable));
  const on = (action: string, arn: string): RequiredAction => ({
    action: `mediaconnect:${action}`,
    resource: withoutResource.includes(action) ? '*' : arn,
    ...(Object.keys(requestTags).length > 0 && { requestTags }),
    ...(known.has(arn) && { resourceTags: tagsOf(partition, arn) }),
  });
  const brought = partsIn(body, resource);
  const partsOf = (action: string): string[] => {
    if (action === 'TagResource') return brought.filter(({ isTagged }) => isTagged).map(({ arn }) => arn);
    if (operation === 'DeleteFlow') return flow ? partArns(flow, kindOf[action]) : [];
    const kind = kindOf[action];
    if (asked.part !== undefined) return kind ? [partArn(kind, resource, asked.part)] : [];
    return brought.filter((part) => part.kind === kind).map(({ arn }) => arn);
  };
  const actions = [operation, ...dependent(operation, body)];
  const passed = passing.includes(operation) ? [...new Set(rolesIn(body))] : [];
  return [
    ...actions.flatMap((action) => [resource, ...partsOf(action)].map((arn) => on(action, arn))),
    ...passed.map((role) => ({
      action: 'iam:PassRole',
      resource: role,
      passedToService: 'mediaconnect.amazonaws.com',
    })),
  ];
}

/** The ARN of a part of a flow by its name; what is an ARN already is answered unchanged. */
function partArn(kind: PartKind, flowArn: string, nameOrArn: string): string {
  if (nameOrArn.startsWith('arn:')) return nameOrArn;
  if (kind === 'vpcInterface' || kind === 'mediaStream') return `${flowArn}/${kind}/${nameOrArn}`;
  const [place = ''] = flowArn.split(':flow:');
  const [id = '*'] = flowArn.slice(place.length + ':flow:'.length).split(':');
  return `${place}:${kind}:${id}:${nameOrArn}`;
}

function partArns(flow: Flow, kind: PartKind | undefined): string[] {
  const prefixes: Record<PartKind, string> = {
    ...{ source: ':source:', output: ':output:', entitlement: ':entitlement:' },
    ...{ vpcInterface: '/vpcInterface/', mediaStream: '/mediaStream/' },
  };
  return kind ? taggable(flow).filter((arn) => arn.includes(prefixes[kind])) : [];
}

/** The parts that a body brings, and whether each has tags of its own. */
function partsIn(body: Record<string, unknown>, flowArn: string) {
  return Object.entries(body).flatMap(([member, value]) => {
    const kind = kindOf[creating[member] ?? ''];
    return kind
      ? [value].flat().flatMap((part) => {
          if (!isObject(part)) return [];
          const { name = part.mediaStreamName } = part;
          const isTagged = Object.keys(tagsIn(part)).length > 0;
          return [{ kind, arn: partArn(kind, flowArn, typeof name === 'string' ? name : '*'), isTagged }];
        })
      : [];
  });
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
