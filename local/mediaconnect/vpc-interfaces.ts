import { bodyOf, type Call, flowToChange, parameter } from './call';
import { badRequest, notFound } from './faults';
import { checkFlow, interfacesOfSources } from './flow-rules';
import { begin, requireStatus } from './lifecycle';
import { addVpcInterface } from './parts';
import { addVpcInterfacesBody } from './requests';
import { replaceTags } from './tags';
import { vpcInterfaceView } from './views';

/** AddFlowVpcInterfaces: at most 2 ENA and 1 EFA on a flow. */
export function addFlowVpcInterfaces(call: Call) {
  const body = bodyOf(call, addVpcInterfacesBody);
  const flow = flowToChange(call);
  requireStatus(flow, 'AddFlowVpcInterfaces');
  const before = flow.vpcInterfaces.length;
  for (const each of body.vpcInterfaces) addVpcInterface(call.work, flow, each);
  checkFlow(flow);
  begin(call.work, flow, 'AddFlowVpcInterfaces');
  return { flowArn: flow.arn, vpcInterfaces: flow.vpcInterfaces.slice(before).map(vpcInterfaceView) };
}

/** RemoveFlowVpcInterface: in STANDBY, when neither a source nor an output uses it. */
export function removeFlowVpcInterface(call: Call) {
  const flow = flowToChange(call);
  const name = parameter(call, 'vpcInterfaceName');
  const found = flow.vpcInterfaces.find((each) => each.settings.name === name);
  if (!found) throw notFound(`VPC interface ${name} not found on flow ${flow.arn}.`);
  requireStatus(flow, 'RemoveFlowVpcInterface');
  const attached = flow.outputs.some((each) => each.settings.vpcInterfaceAttachment?.vpcInterfaceName === name);
  const sending = flow.outputs
    .flatMap((each) => each.settings.mediaStreamOutputConfigurations ?? [])
    .some((each) => each.destinationConfigurations?.some((to) => to.interface.name === name));
  if (interfacesOfSources(flow).has(name) || attached || sending)
    throw badRequest(`VPC interface ${name} is in use by a source or an output.`);
  flow.vpcInterfaces = flow.vpcInterfaces.filter((each) => each !== found);
  replaceTags(call.work, flow, `${flow.arn}/vpcInterface/${name}`);
  begin(call.work, flow, 'RemoveFlowVpcInterface');
  const isLeft = call.work.surroundings.leavesInterface?.('RemoveFlowVpcInterface');
  const nonDeletedNetworkInterfaceIds = isLeft ? [found.networkInterfaceId] : [];
  return { flowArn: flow.arn, vpcInterfaceName: name, nonDeletedNetworkInterfaceIds };
}
