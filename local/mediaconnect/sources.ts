import { bodyOf, type Call, flowToChange, parameter, sourceOf } from './call';
import { requireGranted } from './entitlements';
import { badRequest } from './faults';
import { checkFlow } from './flow-rules';
import { begin, requireStatus } from './lifecycle';
import { addSource } from './parts';
import { assignPort } from './ports';
import type { FlowSource } from './record';
import {
  addSourcesBody,
  type Encryption,
  type EncryptionChange,
  type SourceChange,
  updateSourceBody,
} from './requests';
import { confined, kindOf, withDefaults } from './source-rules';
import { replaceTags } from './tags';
import { sourceView } from './views';

/** AddFlowSources: a second source, on a flow whose failover is enabled. */
export function addFlowSources(call: Call) {
  const body = bodyOf(call, addSourcesBody);
  const flow = flowToChange(call);
  requireStatus(flow, 'AddFlowSources');
  const before = flow.sources.length;
  for (const each of body.sources) addSource(call.work, flow, each);
  checkFlow(flow);
  begin(call.work, flow, 'AddFlowSources');
  return { flowArn: flow.arn, sources: flow.sources.slice(before).map((each) => sourceView(flow, each)) };
}

/** UpdateFlowSource: members that are absent keep their value. An entitled source can be changed only in STANDBY. */
export function updateFlowSource(call: Call) {
  const body = bodyOf(call, updateSourceBody);
  const flow = flowToChange(call);
  const source = sourceOf(call, flow);
  requireStatus(flow, 'UpdateFlowSource');
  if (source.settings.entitlementArn && flow.status !== 'STANDBY')
    throw badRequest(`An entitled source can be changed only in STANDBY, not in ${flow.status}.`);
  source.settings = changed(source, body);
  const port = assignPort(flow, source.settings);
  if (port === undefined) delete source.port;
  else if (!keepsPort(source, port)) source.port = port;
  checkFlow(flow);
  requireGranted(call.work, flow, body.entitlementArn);
  begin(call.work, flow, 'UpdateFlowSource');
  return { flowArn: flow.arn, source: sourceView(flow, source) };
}

/** RemoveFlowSource: only while another one stays. A removed primary leaves the flow without one. */
export function removeFlowSource(call: Call) {
  const flow = flowToChange(call);
  const source = sourceOf(call, flow);
  requireStatus(flow, 'RemoveFlowSource');
  if (flow.sources.length === 1) throw badRequest('The only source of a flow cannot be removed.');
  flow.sources = flow.sources.filter((each) => each !== source);
  if (flow.failover?.sourcePriority?.primarySource === source.settings.name) delete flow.failover.sourcePriority;
  replaceTags(call.work, flow, source.arn);
  begin(call.work, flow, 'RemoveFlowSource');
  return { flowArn: flow.arn, sourceArn: parameter(call, 'sourceArn') };
}

/** The settings after a change. Another protocol, entrance or entitlement takes the place of what it excludes. */
function changed(source: FlowSource, change: SourceChange): FlowSource['settings'] {
  const { decryption, ...rest } = change;
  const { name } = source.settings;
  const kept: FlowSource['settings'] = { ...source.settings };
  if (rest.entitlementArn) delete kept.protocol;
  if (rest.protocol) delete kept.entitlementArn;
  if (rest.vpcInterfaceName) delete kept.whitelistCidr;
  if (rest.whitelistCidr) delete kept.vpcInterfaceName;
  const next = {
    ...kept,
    protocol: rest.protocol ?? kept.protocol,
    entitlementArn: rest.entitlementArn ?? kept.entitlementArn,
  };
  const base = kindOf(next) === kindOf(source.settings) ? next : confined(next);
  // The port of a Zixi source is the service's choice, so that one chosen for another protocol does not stay.
  if (base.protocol === 'zixi-push') delete base.ingestPort;
  return withDefaults({
    ...base,
    ...rest,
    ...(decryption && { decryption: rekeyed(base.decryption, decryption) }),
    name,
  });
}

function rekeyed(stored: Encryption | undefined, change: EncryptionChange): Encryption {
  const sameKind = !change.keyType || change.keyType === (stored?.keyType ?? 'static-key');
  const { roleArn = stored?.roleArn, ...rest } = change;
  if (!roleArn) throw badRequest('decryption.roleArn is required.');
  return { ...(sameKind ? stored : {}), ...rest, roleArn };
}

/** A Zixi source on a VPC interface keeps the port the service once chose for it. */
function keepsPort(source: FlowSource, port: number): boolean {
  const isAssigned = source.settings.protocol === 'zixi-push' && source.settings.vpcInterfaceName !== undefined;
  const { port: chosen = 0 } = source;
  return isAssigned && chosen >= 2090 && chosen <= 2099 && chosen !== port;
}
