import { arnOf, flowId, publicIp } from './addresses';
import { bodyOf, type Call, flowToChange, flowToRead } from './call';
import { entitlementQuota, grant, requireGranted } from './entitlements';
import { mergeFailover } from './failover';
import { badRequest, quotaExceeded } from './faults';
import { checkFlow } from './flow-rules';
import { begin, requireStatus } from './lifecycle';
import { outputQuota } from './output-rules';
import { paged } from './paging';
import { addMediaStream, addOutput, addSource, addVpcInterface } from './parts';
import type { Flow, Partition } from './record';
import { createFlowBody, updateFlowBody } from './requests';
import { replaceTags } from './tags';
import { flowView } from './views';

/** Flows per account and Region, as of a new account. */
const flowQuota = 20;

/** CreateFlow: a flow in STANDBY, its addresses assigned. Names need not be unique. */
export function createFlow(call: Call) {
  const body = bodyOf(call, createFlowBody);
  if (body.source && body.sources) throw badRequest('Give either source or sources, not both.');
  const partition = call.work.change(call.account, call.region);
  partition.lastSequence += 1;
  const flow = emptyFlow(call, body, partition.lastSequence);
  if (body.sourceFailoverConfig) flow.failover = mergeFailover(undefined, body.sourceFailoverConfig);
  for (const each of body.vpcInterfaces ?? []) addVpcInterface(call.work, flow, each);
  for (const each of body.mediaStreams ?? []) addMediaStream(call.work, flow, each);
  for (const each of body.sources ?? (body.source ? [body.source] : [])) addSource(call.work, flow, each);
  for (const each of body.outputs ?? []) addOutput(call.work, flow, each);
  for (const each of body.entitlements ?? []) grant(call.work, flow, each);
  checkFlow(flow);
  for (const each of flow.sources) requireGranted(call.work, flow, each.settings.entitlementArn);
  replaceTags(call.work, flow, flow.arn, body.flowTags);
  checkQuotas(partition, flow);
  partition.flows.push(flow);
  return { flow: flowView(flow) };
}

/** DescribeFlow; `messages` is there only when something is wrong. */
export function describeFlow(call: Call) {
  const flow = flowToRead(call);
  const errors = flow.alerts.map((each) => each.message);
  return { flow: flowView(flow), messages: errors.length > 0 ? { errors } : undefined };
}

/** ListFlows, in the order of creation; 10 to a page unless asked otherwise. */
export function listFlows(call: Call) {
  const flows = call.work.read(call.account, call.region).flows;
  const { items, nextToken } = paged(call, flows, (flow) => flow.sequence, 10);
  const listed = items.map((flow) => ({
    availabilityZone: flow.availabilityZone,
    description: '',
    flowArn: flow.arn,
    maintenance: flow.maintenance,
    name: flow.name,
    sourceType: flow.sources[0]?.settings.entitlementArn ? 'ENTITLED' : 'OWNED',
    status: flow.status,
  }));
  return { flows: listed, nextToken };
}

/** UpdateFlow: failover, monitoring, maintenance, NDI and encoding at any settled time, the size only in STANDBY. */
export function updateFlow(call: Call) {
  const body = bodyOf(call, updateFlowBody);
  const flow = flowToChange(call);
  const changed = Object.keys(body);
  // Content quality analysis and thumbnails may be set while an earlier update settles.
  const joins = flow.status === 'UPDATING' && changed.length === 1 && changed[0] === 'sourceMonitoringConfig';
  if (!joins) requireStatus(flow, 'UpdateFlow');
  if (body.flowSize && body.flowSize !== flow.size) resize(flow, body.flowSize);
  if (body.sourceFailoverConfig) flow.failover = mergeFailover(flow.failover, body.sourceFailoverConfig);
  if (body.sourceMonitoringConfig) flow.monitoring = { ...flow.monitoring, ...body.sourceMonitoringConfig };
  if (body.maintenance) flow.maintenance = { ...flow.maintenance, ...body.maintenance };
  if (body.ndiConfig) flow.ndi = { ...flow.ndi, ...body.ndiConfig };
  if (body.encodingConfig) flow.encoding = { ...flow.encoding, ...body.encodingConfig };
  checkFlow(flow);
  if (!joins) begin(call.work, flow, 'UpdateFlow');
  return { flow: flowView(flow) };
}

/** StartFlow, StopFlow and DeleteFlow: the beginning of the transition of that name. */
export function turnFlow(call: Call) {
  const flow = flowToChange(call);
  requireStatus(flow, call.operation);
  begin(call.work, flow, call.operation);
  return { flowArn: flow.arn, status: flow.status };
}

function checkQuotas(partition: Partition, flow: Flow): void {
  const exceeded = (rule: string) => quotaExceeded('CreateFlow', `You have reached the maximum of ${rule}.`);
  if (partition.flows.length >= flowQuota) throw exceeded(`${flowQuota} flows in ${flow.region}`);
  if (flow.outputs.length > outputQuota(flow)) throw exceeded(`${outputQuota(flow)} outputs on a flow`);
  if (flow.entitlements.length > entitlementQuota) throw exceeded(`${entitlementQuota} entitlements on a flow`);
}

function emptyFlow(call: Call, body: ReturnType<typeof createFlowBody>, sequence: number): Flow {
  const { account, region } = call;
  const id = flowId();
  const availabilityZone = body.availabilityZone ?? `${region}a`;
  if (!new RegExp(`^${region}[a-z]$`).test(availabilityZone))
    throw badRequest(`availabilityZone ${availabilityZone} is not a zone of ${region}.`);
  const others = call.work.partitions().flatMap((each) => each.flows);
  return {
    arn: arnOf('flow', { account, region, id }, body.name),
    account,
    region,
    id,
    name: body.name,
    sequence,
    availabilityZone,
    ingestIp: publicIp('198.51.100', id, new Set(others.map((each) => each.ingestIp))),
    egressIp: publicIp('203.0.113', id, new Set(others.map((each) => each.egressIp))),
    size: body.flowSize ?? 'MEDIUM',
    status: 'STANDBY',
    sources: [],
    ...(body.sourceMonitoringConfig && { monitoring: body.sourceMonitoringConfig }),
    maintenance: body.maintenance ?? { maintenanceDay: 'Monday', maintenanceStartHour: '02:00' },
    ...(body.ndiConfig && { ndi: body.ndiConfig }),
    ...(body.encodingConfig && { encoding: body.encodingConfig }),
    vpcInterfaces: [],
    mediaStreams: [],
    outputs: [],
    entitlements: [],
    alerts: [],
  };
}

function resize(flow: Flow, size: Flow['size']): void {
  if (flow.status !== 'STANDBY') throw badRequest(`flowSize can be changed only in STANDBY, not in ${flow.status}.`);
  if (flow.size === 'LARGE_4X' || size === 'LARGE_4X')
    throw badRequest('flowSize LARGE_4X cannot be changed to or from.');
  flow.size = size;
}
