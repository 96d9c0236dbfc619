import { arnOf } from './addresses';
import { bodyOf, type Call, flowToChange, parameter } from './call';
import { badRequest, notFound, quotaExceeded } from './faults';
import { checkFlow } from './flow-rules';
import { requireStatus } from './lifecycle';
import { paged } from './paging';
import type { Entitlement, Flow } from './record';
import { type EntitlementRequest, grantEntitlementsBody, updateEntitlementBody } from './requests';
import { replaceTags } from './tags';
import { entitlementView } from './views';
import type { Work } from './work';

/** An account outside the simulation, which grants one entitlement to everybody, with a signal behind it. */
const outsideProvider = '999988887777';

/** The one entitlement of the outside provider, which every account finds in its list in every Region. */
export const outsideEntitlement = (region: string) =>
  `arn:aws:mediaconnect:${region}:${outsideProvider}:entitlement:1-11aa22bb33cc44dd-11aa22bb33cc:news`;

/** Entitlements on a flow. */
export const entitlementQuota = 50;

/** GrantFlowEntitlements: from now on the subscribers' lists show them. */
export function grantFlowEntitlements(call: Call) {
  const body = bodyOf(call, grantEntitlementsBody);
  const flow = flowToChange(call);
  requireStatus(flow, 'GrantFlowEntitlements');
  const before = flow.entitlements.length;
  for (const each of body.entitlements) grant(call.work, flow, each);
  checkFlow(flow);
  if (flow.entitlements.length > entitlementQuota)
    throw quotaExceeded('GrantFlowEntitlements', `A flow takes at most ${entitlementQuota} entitlements.`);
  return { flowArn: flow.arn, entitlements: flow.entitlements.slice(before).map(entitlementView) };
}

/** UpdateFlowEntitlement: members that are absent keep their value. */
export function updateFlowEntitlement(call: Call) {
  const { encryption, ...body } = bodyOf(call, updateEntitlementBody);
  const flow = flowToChange(call);
  requireStatus(flow, 'UpdateFlowEntitlement');
  const entitlement = named(call, flow);
  Object.assign(entitlement, body);
  if (encryption) {
    const { roleArn = entitlement.encryption?.roleArn } = encryption;
    if (!roleArn) throw badRequest('encryption.roleArn is required.');
    entitlement.encryption = { ...entitlement.encryption, ...encryption, roleArn };
  }
  checkSubscribers(entitlement);
  return { flowArn: flow.arn, entitlement: entitlementView(entitlement) };
}

/** RevokeFlowEntitlement: subscribers lose it at once. */
export function revokeFlowEntitlement(call: Call) {
  const flow = flowToChange(call);
  requireStatus(flow, 'RevokeFlowEntitlement');
  const { arn } = named(call, flow);
  flow.entitlements = flow.entitlements.filter((each) => each.arn !== arn);
  replaceTags(call.work, flow, arn);
  return { flowArn: flow.arn, entitlementArn: arn };
}

/** ListEntitlements: what other accounts have granted to the caller's in this Region; 20 to a page. */
export function listEntitlements(call: Call) {
  const outside = { arn: outsideEntitlement(call.region), name: 'news', dataTransferSubscriberFeePercent: 0 };
  const granted = call.work
    .partitions(call.region)
    .flatMap((each) => each.flows)
    .flatMap((flow) => flow.entitlements)
    .filter((each) => each.subscribers.includes(call.account));
  const { items, nextToken } = paged(call, [...granted, outside], (each) => each.arn, 20);
  const entitlements = items.map((each) => ({
    dataTransferSubscriberFeePercent: each.dataTransferSubscriberFeePercent ?? 0,
    entitlementArn: each.arn,
    entitlementName: each.name,
  }));
  return { entitlements, nextToken };
}

/** Adds an entitlement to the flow; the caller checks the flow afterwards. */
export function grant(work: Work, flow: Flow, request: EntitlementRequest): void {
  const { entitlementTags, ...rest } = request;
  const name = rest.name ?? `entitlement-${flow.entitlements.length + 1}`;
  const arn = arnOf('entitlement', flow, name);
  const entitlement: Entitlement = {
    entitlementStatus: 'ENABLED',
    dataTransferSubscriberFeePercent: 0,
    ...rest,
    name,
    arn,
  };
  checkSubscribers(entitlement);
  flow.entitlements.push(entitlement);
  replaceTags(work, flow, arn, entitlementTags);
}

/** An entitlement and its originator's flow, if it is simulated and still there. */
export function findEntitlement(
  work: Work,
  region: string,
  arn: string,
): { flow: Flow; entitlement: Entitlement } | undefined {
  for (const flow of work.partitions(region).flatMap((each) => each.flows)) {
    const entitlement = flow.entitlements.find((each) => each.arn === arn);
    if (entitlement) return { flow, entitlement };
  }
  return undefined;
}

/** True for an ARN of the account outside the simulation. */
export const isOutside = (arn: string) => arn.split(':')[4] === outsideProvider;

/** Throws BadRequestException unless the entitlement is granted to the flow's account, in the flow's Region. */
export function requireGranted(work: Work, flow: Flow, arn: string | undefined): void {
  if (arn === undefined) return;
  const region = arn.split(':')[3];
  if (region !== flow.region)
    throw badRequest(`Entitlement ${arn} is in ${region}; the flow must be in the same Region.`);
  const found = findEntitlement(work, flow.region, arn);
  if (arn !== outsideEntitlement(flow.region) && !found?.entitlement.subscribers.includes(flow.account))
    throw badRequest(`Entitlement ${arn} does not exist or is not granted to account ${flow.account}.`);
}

function named(call: Call, flow: Flow): Entitlement {
  const arn = parameter(call, 'entitlementArn');
  const entitlement = flow.entitlements.find((each) => each.arn === arn);
  if (!entitlement) throw notFound(`Entitlement ${arn} not found on flow ${flow.arn}.`);
  return entitlement;
}

function checkSubscribers({ name, subscribers }: Entitlement): void {
  const bad = subscribers.find((each) => !/^\d{12}$/.test(each));
  if (bad !== undefined) throw badRequest(`Entitlement ${name}: subscriber ${bad} is not a 12-digit account id.`);
  if (subscribers.length === 0) throw badRequest(`Entitlement ${name} needs at least one subscriber.`);
}
