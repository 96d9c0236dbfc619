import { badRequest, notFound } from './faults';
import type { Flow, FlowSource } from './record';
import type { Shape } from './shape';
import type { Work } from './work';

/** A routed call: who asks, in which Region, for what. */
export interface Call {
  work: Work;
  operation: string;
  account: string;
  region: string;
  /** The path's parameters, decoded, such as `flowArn`. */
  parameters: Record<string, string>;
  query: URLSearchParams;
  body: string;
}

/** A path parameter of the call. */
export function parameter(call: Call, name: string): string {
  const value = call.parameters[name];
  if (value === undefined) throw badRequest(`${name} is required.`);
  return value;
}

/** The call's JSON body read by `shape`; an empty body counts as an empty object. */
export function bodyOf<T>(call: Call, shape: Shape<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(call.body || '{}');
  } catch {
    throw badRequest('The request body is not valid JSON.');
  }
  return shape(json, '');
}

/** The flow that the path names, for reading; throws NotFoundException when this account and Region has none. */
export function flowToRead(call: Call): Flow {
  return find(call.work.read(call.account, call.region).flows, parameter(call, 'flowArn'));
}

/** The same flow, for changing. */
export function flowToChange(call: Call): Flow {
  return find(call.work.change(call.account, call.region).flows, parameter(call, 'flowArn'));
}

/** The source of a flow that the path names; throws NotFoundException. */
export function sourceOf(call: Call, flow: Flow): FlowSource {
  const arn = parameter(call, 'sourceArn');
  const source = flow.sources.find((each) => each.arn === arn);
  if (!source) throw notFound(`Source ${arn} not found on flow ${flow.arn}.`);
  return source;
}

function find(flows: Flow[], arn: string): Flow {
  if (!/^arn:.+:mediaconnect.+:flow:.+$/.test(arn)) throw badRequest(`${arn} is not the ARN of a flow.`);
  const flow = flows.find((each) => each.arn === arn);
  if (!flow) throw notFound(`Flow ${arn} not found.`);
  return flow;
}
