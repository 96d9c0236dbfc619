import type { Call } from './call';
import * as entitlements from './entitlements';
import { badRequest } from './faults';
import * as flows from './flows';
import * as mediaStreams from './media-streams';
import * as metadata from './metadata';
import * as outputs from './outputs';
import type { RateClass } from './rates';
import * as sources from './sources';
import * as tags from './tags';
import * as vpcInterfaces from './vpc-interfaces';

/** One operation: its HTTP binding, its success code, its rate limit, and what it does. */
interface Route {
  operation: string;
  method: string;
  path: string;
  status: number;
  rate: RateClass;
  run: (call: Call) => unknown;
}

const route = (
  binding: string,
  status: number,
  operation: string,
  run: Route['run'],
  rate: RateClass = 'others',
): Route => {
  const [method = '', path = ''] = binding.split(' ');
  return { operation, method, path, status, rate, run };
};

const flow = '/v1/flows/{flowArn}';
/** Every operation of the simulator. `start` and `stop` come before the paths they would otherwise be an ARN in. */
const routes: Route[] = [
  route('POST /v1/flows', 201, 'CreateFlow', flows.createFlow),
  route('GET /v1/flows', 200, 'ListFlows', flows.listFlows),
  route('POST /v1/flows/start/{flowArn}', 202, 'StartFlow', flows.turnFlow),
  route('POST /v1/flows/stop/{flowArn}', 202, 'StopFlow', flows.turnFlow),
  route(`GET ${flow}`, 200, 'DescribeFlow', flows.describeFlow, 'reads'),
  route(`PUT ${flow}`, 202, 'UpdateFlow', flows.updateFlow),
  route(`DELETE ${flow}`, 202, 'DeleteFlow', flows.turnFlow),
  route(`POST ${flow}/source`, 201, 'AddFlowSources', sources.addFlowSources),
  route(`PUT ${flow}/source/{sourceArn}`, 202, 'UpdateFlowSource', sources.updateFlowSource),
  route(`DELETE ${flow}/source/{sourceArn}`, 202, 'RemoveFlowSource', sources.removeFlowSource),
  route(`POST ${flow}/vpcInterfaces`, 201, 'AddFlowVpcInterfaces', vpcInterfaces.addFlowVpcInterfaces),
  route(
    `DELETE ${flow}/vpcInterfaces/{vpcInterfaceName}`,
    200,
    'RemoveFlowVpcInterface',
    vpcInterfaces.removeFlowVpcInterface,
  ),
  route(`POST ${flow}/mediaStreams`, 201, 'AddFlowMediaStreams', mediaStreams.addFlowMediaStreams),
  route(`PUT ${flow}/mediaStreams/{mediaStreamName}`, 202, 'UpdateFlowMediaStream', mediaStreams.updateFlowMediaStream),
  route(
    `DELETE ${flow}/mediaStreams/{mediaStreamName}`,
    200,
    'RemoveFlowMediaStream',
    mediaStreams.removeFlowMediaStream,
  ),
  route(`POST ${flow}/outputs`, 201, 'AddFlowOutputs', outputs.addFlowOutputs),
  route(`PUT ${flow}/outputs/{outputArn}`, 202, 'UpdateFlowOutput', outputs.updateFlowOutput),
  route(`DELETE ${flow}/outputs/{outputArn}`, 202, 'RemoveFlowOutput', outputs.removeFlowOutput),
  route(`POST ${flow}/entitlements`, 200, 'GrantFlowEntitlements', entitlements.grantFlowEntitlements),
  route(`PUT ${flow}/entitlements/{entitlementArn}`, 202, 'UpdateFlowEntitlement', entitlements.updateFlowEntitlement),
  route(
    `DELETE ${flow}/entitlements/{entitlementArn}`,
    202,
    'RevokeFlowEntitlement',
    entitlements.revokeFlowEntitlement,
  ),
  route('GET /v1/entitlements', 200, 'ListEntitlements', entitlements.listEntitlements),
  route(`GET ${flow}/source-metadata`, 200, 'DescribeFlowSourceMetadata', metadata.describeFlowSourceMetadata, 'reads'),
  route(
    `GET ${flow}/source-thumbnail`,
    200,
    'DescribeFlowSourceThumbnail',
    metadata.describeFlowSourceThumbnail,
    'reads',
  ),
  route('GET /tags/{resourceArn}', 200, 'ListTagsForResource', tags.listTagsForResource),
  route('POST /tags/{resourceArn}', 204, 'TagResource', tags.tagResource),
  route('DELETE /tags/{resourceArn}', 204, 'UntagResource', tags.untagResource),
];

/** The route of a method and a raw path, with the path's decoded parameters; undefined when there is none. */
export function routeOf(
  method: string,
  path: string,
): { route: Route; parameters: Record<string, string> } | undefined {
  const segments = path.replace(/\/$/, '').split('/');
  for (const each of routes) {
    const parameters = each.method === method ? matched(each.path.split('/'), segments) : undefined;
    if (parameters) return { route: each, parameters };
  }
  return undefined;
}

function matched(template: string[], segments: string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (!part.startsWith('{')) {
      if (part !== segment) return undefined;
    } else parameters[part.slice(1, -1)] = decoded(segment);
  }
  return parameters;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest(`${segment} is not a valid path segment.`);
  }
}
