import type { Stack } from './template';

/** A method of the REST API, and the function behind it. */
export interface Route {
  method: string;
  /** The resource's path as the template has it, such as `/sources/{id}`. */
  path: string;
  resourceId: string;
  functionArn: string;
  timeoutMilliseconds: number;
  authorizerId?: string;
}

/** The resource a request's path stands for. */
export interface RouteMatch {
  path: string;
  /** Absent when the resource has no such method. */
  route?: Route;
  /** Still percent-encoded. */
  parameters: Record<string, string>;
}

interface MethodProperties {
  ResourceId: string;
  HttpMethod: string;
  AuthorizationType?: string;
  AuthorizerId?: string;
  Integration?: { Type: string; Uri?: string; TimeoutInMillis?: number };
}

/** The function named by an integration or authorizer URI; throws when it is not one of a Lambda function. */
export function functionOfUri(uri: string | undefined): string {
  const arn = /:lambda:path\/2015-03-31\/functions\/(arn:[^/]+)\/invocations$/.exec(uri ?? '')?.[1];
  if (!arn) throw new Error(`the URI ${uri} is not known here: only Lambda functions`);
  return arn;
}

// Sorts literal segments before parameters before greedy ones, which is how API Gateway prefers them.
function preference(path: string): string {
  const rank = (segment: string) => (segment.endsWith('+}') ? 2 : segment.startsWith('{') ? 1 : 0);
  return path.split('/').map(rank).join('');
}

function pattern(path: string): RegExp {
  const source = path
    .split('/')
    .map((segment) => {
      const name = /^\{([^}+]+)(\+?)\}$/.exec(segment);
      if (!name) return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return name[2] ? '(.+)' : '([^/]+)';
    })
    .join('/');
  return new RegExp(`^${source}/?$`);
}

/** The REST routes of a stack's template, in the order in which API Gateway prefers them. */
export class Routes {
  /** Every method of every path. */
  readonly all: Route[] = [];
  private readonly resources: { path: string; pattern: RegExp; names: string[]; methods: Map<string, Route> }[] = [];

  constructor(stack: Stack) {
    const paths = new Map<string, string>();
    for (const api of stack.of('AWS::ApiGateway::RestApi')) paths.set(`${api.name}-root`, '');
    const waiting = stack.of('AWS::ApiGateway::Resource').map(({ name, properties }) => ({ name, properties }));
    for (let rounds = waiting.length; waiting.length > 0 && rounds >= 0; rounds--) {
      for (const { name, properties } of waiting.splice(0)) {
        const parent = paths.get(String(properties.ParentId));
        if (parent === undefined) waiting.push({ name, properties });
        else paths.set(name, `${parent}/${properties.PathPart}`);
      }
    }
    const byPath = new Map<string, Map<string, Route>>();
    for (const { logicalId, properties } of stack.of('AWS::ApiGateway::Method')) {
      try {
        const method = properties as unknown as MethodProperties;
        const path = paths.get(method.ResourceId) || '/';
        const methods = byPath.get(path) ?? new Map<string, Route>();
        const one = route(method, path);
        this.all.push(one);
        methods.set(method.HttpMethod, one);
        byPath.set(path, methods);
      } catch (error) {
        throw new Error(`${logicalId} cannot run locally: ${(error as Error).message}`);
      }
    }
    for (const [path, methods] of byPath) {
      const names = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map((match) => match[1] ?? '');
      this.resources.push({ path, pattern: pattern(path), names, methods });
    }
    this.resources.sort((a, b) => (preference(a.path) < preference(b.path) ? -1 : 1));
  }

  /** Finds the resource of a raw path, and its method or ANY; undefined when no resource has this path. */
  match(method: string, rawPath: string): RouteMatch | undefined {
    for (const resource of this.resources) {
      const values = resource.pattern.exec(rawPath);
      if (!values) continue;
      const parameters = Object.fromEntries(resource.names.map((name, at) => [name, values[at + 1] ?? '']));
      const found = resource.methods.get(method) ?? resource.methods.get('ANY');
      return { path: resource.path, parameters, ...(found ? { route: found } : {}) };
    }
    return undefined;
  }
}

function route(method: MethodProperties, path: string): Route {
  const { Integration: integration, AuthorizationType: authorization = 'NONE' } = method;
  if (authorization !== 'NONE' && authorization !== 'CUSTOM') throw new Error(`${authorization} is not known here`);
  if (integration?.Type !== 'AWS_PROXY') throw new Error(`the integration ${integration?.Type} is not known here`);
  return {
    method: method.HttpMethod,
    path,
    resourceId: method.ResourceId,
    functionArn: functionOfUri(integration.Uri),
    timeoutMilliseconds: integration.TimeoutInMillis ?? 29_000,
    ...(authorization === 'CUSTOM' ? { authorizerId: String(method.AuthorizerId) } : {}),
  };
}
