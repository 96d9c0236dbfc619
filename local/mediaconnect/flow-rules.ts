import { checkFailover } from './failover';
import { badRequest } from './faults';
import { checkMediaStreams, checkStreamSources } from './media-stream-rules';
import { checkMonitoring } from './monitoring';
import { checkOutputs } from './output-rules';
import { checkPorts } from './ports';
import type { Flow } from './record';
import { checkSource, isEssence, kindOf } from './source-rules';
import { unique } from './unique';

/** Throws BadRequestException for the first rule that the flow as a whole breaks; called on every change, before it is kept. */
export function checkFlow(flow: Flow): void {
  if (flow.sources.length === 0) throw badRequest('A flow needs a source.');
  for (const source of flow.sources) checkSource(source.settings);
  unique(
    'source name',
    flow.sources.map((each) => each.settings.name),
  );
  checkFailover(flow);
  checkPorts(flow);
  checkSize(flow);
  checkVpcInterfaces(flow);
  checkMediaStreams(flow);
  for (const source of flow.sources) checkStreamSources(flow, source);
  checkOutputs(flow);
  unique(
    'entitlement name',
    flow.entitlements.map((each) => each.name),
  );
  if (flow.entitlements.length > 0 && flow.sources.some((each) => isEssence(kindOf(each.settings))))
    throw badRequest('Entitlements cannot be granted on a CDI or ST 2110 JPEG XS flow.');
  if (flow.monitoring) checkMonitoring(flow.monitoring);
}

/** Every interface a flow's sources refer to. */
export function interfacesOfSources(flow: Flow): Set<string> {
  const direct = flow.sources.map((each) => each.settings.vpcInterfaceName);
  const inputs = flow.sources.flatMap((each) => each.settings.mediaStreamSourceConfigurations ?? []);
  const indirect = inputs.flatMap((each) => each.inputConfigurations ?? []).map((each) => each.interface.name);
  const ndi = flow.ndi?.ndiDiscoveryServers?.map((each) => each.vpcInterfaceAdapter) ?? [];
  return new Set([...direct, ...indirect, ...ndi].filter((name) => name !== undefined));
}

function checkSize(flow: Flow): void {
  const kinds = flow.sources.map((each) => kindOf(each.settings));
  const essence = kinds.find(isEssence);
  if (essence && flow.size !== 'LARGE_4X')
    throw badRequest(`A ${essence} source needs flowSize LARGE_4X, not ${flow.size}.`);
  if (!essence && flow.size === 'LARGE_4X')
    throw badRequest('flowSize LARGE_4X is for CDI and ST 2110 JPEG XS flows; use MEDIUM or LARGE.');
  if (!kinds.includes('ndi-speed-hq')) return;
  if (flow.size !== 'LARGE' || flow.ndi?.ndiState !== 'ENABLED')
    throw badRequest('An NDI source needs flowSize LARGE and ndiConfig with ndiState ENABLED.');
}

function checkVpcInterfaces(flow: Flow): void {
  const interfaces = flow.vpcInterfaces.map((each) => each.settings);
  unique(
    'VPC interface name',
    interfaces.map((each) => each.name),
  );
  for (const { name, securityGroupIds } of interfaces)
    if (securityGroupIds.length === 0) throw badRequest(`VPC interface ${name} needs at least one security group.`);
  const efa = interfaces.filter((each) => each.networkInterfaceType === 'efa').length;
  if (efa > 1 || interfaces.length - efa > 2)
    throw badRequest('A flow takes at most 2 ENA and 1 EFA network interfaces.');
  for (const name of interfacesOfSources(flow))
    if (!interfaces.some((each) => each.name === name))
      throw badRequest(`The flow has no VPC interface named ${name}.`);
}
