import { evaluate, type PolicyDocument } from './aws/policy';
import type { Functions } from './functions';
import { GatewayRefusal } from './gateway-responses';
import type { ProxyRequest } from './proxy-event';
import { functionOfUri } from './routes';
import type { Stack } from './template';

interface Authorizer {
  id: string;
  arn: string;
  type: 'TOKEN' | 'REQUEST';
  functionArn: string;
  sources: string[];
  cacheSeconds: number;
  validation?: RegExp;
}

interface Verdict {
  principalId: string;
  policyDocument: PolicyDocument;
  context?: Record<string, string | number | boolean>;
}

/** What a route's function sees of the caller. */
export type AuthorizerContext = Record<string, string>;

const cacheEntries = 1000;

function isVerdict(value: unknown): value is Verdict {
  if (typeof value !== 'object' || value === null) return false;
  const { principalId, policyDocument, context = {} } = value as Partial<Verdict>;
  return (
    typeof principalId === 'string' &&
    typeof policyDocument?.Statement === 'object' &&
    Object.values(context).every((one) => ['string', 'number', 'boolean'].includes(typeof one))
  );
}

function identityIn(source: string, request: ProxyRequest): string | undefined {
  const [, kind, name = ''] = /^(?:method\.request\.)?(header|querystring|context)\.(.+)$/.exec(source) ?? [];
  if (kind === 'header') {
    return Object.entries(request.headers ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  }
  if (kind === 'querystring') return request.queryStringParameters?.[name];
  return String(request.requestContext[name as 'path' | 'httpMethod' | 'resourcePath']);
}

/** Runs the Lambda authorizers of a template, with their cache of verdicts. */
export class Authorizers {
  private readonly byId = new Map<string, Authorizer>();
  private readonly cache = new Map<string, { until: number; verdict: Verdict }>();

  constructor(
    stack: Stack,
    private readonly functions: Functions,
    private readonly mayInvoke: (functionArn: string, sourceArn: string) => boolean,
  ) {
    const [api] = stack.of('AWS::ApiGateway::RestApi');
    for (const { name, logicalId, properties } of stack.of('AWS::ApiGateway::Authorizer')) {
      const type = properties.Type;
      const sources = String(properties.IdentitySource ?? '')
        .split(',')
        .map((source) => source.trim())
        .filter(Boolean);
      const known = /^method\.request\.(header|querystring)\.|^context\.(path|httpMethod|resourcePath)$/;
      const strange = sources.find((source) => !known.test(source));
      if ((type !== 'TOKEN' && type !== 'REQUEST') || strange) {
        throw new Error(`${logicalId} cannot run locally: ${strange ?? type} is not known here`);
      }
      const expression = properties.IdentityValidationExpression as string | undefined;
      this.byId.set(name, {
        id: name,
        arn: `arn:aws:execute-api:${stack.region}:${stack.account}:${api?.name}/authorizers/${name}`,
        type,
        functionArn: functionOfUri(properties.AuthorizerUri as string),
        sources,
        cacheSeconds: Number(properties.AuthorizerResultTtlInSeconds ?? 300),
        ...(expression ? { validation: new RegExp(`^(?:${expression})$`) } : {}),
      });
    }
  }

  /** Answers the authorizer's context if the caller may call this method; throws GatewayRefusal otherwise. */
  async authorise(id: string, request: ProxyRequest, methodArn: string): Promise<AuthorizerContext> {
    const authorizer = this.byId.get(id);
    if (!authorizer) throw new GatewayRefusal('AUTHORIZER_CONFIGURATION_ERROR');
    const identity = authorizer.sources.map((source) => identityIn(source, request));
    if (identity.some((value) => !value)) throw new GatewayRefusal('UNAUTHORIZED');
    if (authorizer.validation && !authorizer.validation.test(identity[0] ?? ''))
      throw new GatewayRefusal('UNAUTHORIZED');
    const verdict = await this.verdict(authorizer, request, methodArn, identity as string[]);
    let decision: ReturnType<typeof evaluate>;
    try {
      const question = { action: 'execute-api:Invoke', resource: methodArn, context: {} };
      decision = evaluate([verdict.policyDocument], question);
    } catch {
      throw new GatewayRefusal('AUTHORIZER_CONFIGURATION_ERROR');
    }
    if (decision === 'explicit-deny') {
      throw new GatewayRefusal('ACCESS_DENIED', 'User is not authorized to access this resource with an explicit deny');
    }
    if (decision !== 'allow') throw new GatewayRefusal('ACCESS_DENIED');
    // API Gateway hands every value of the context on as text.
    const context = Object.entries(verdict.context ?? {}).map(([key, value]) => [key, String(value)]);
    return { ...Object.fromEntries(context), principalId: verdict.principalId };
  }

  private async verdict(authorizer: Authorizer, request: ProxyRequest, methodArn: string, identity: string[]) {
    const key = JSON.stringify([authorizer.id, ...identity]);
    const cached = this.cache.get(key);
    if (cached && cached.until > Date.now()) return cached.verdict;
    const verdict = await this.ask(authorizer, request, methodArn, identity[0] ?? '');
    if (authorizer.cacheSeconds > 0 && identity.length > 0) {
      this.cache.delete(key);
      this.cache.set(key, { until: Date.now() + authorizer.cacheSeconds * 1000, verdict });
      const [oldest] = this.cache.keys();
      if (oldest && this.cache.size > cacheEntries) this.cache.delete(oldest);
    }
    return verdict;
  }

  private async ask(authorizer: Authorizer, request: ProxyRequest, methodArn: string, token: string): Promise<Verdict> {
    if (!this.mayInvoke(authorizer.functionArn, authorizer.arn))
      throw new GatewayRefusal('AUTHORIZER_CONFIGURATION_ERROR');
    const { type } = authorizer;
    const event = type === 'TOKEN' ? { type, methodArn, authorizationToken: token } : { type, methodArn, ...request };
    const outcome = await this.functions.invoke(authorizer.functionArn, JSON.stringify(event));
    // The one thrown text that API Gateway tells apart from a fault of the authorizer.
    if (outcome.failed?.errorMessage === 'Unauthorized') throw new GatewayRefusal('UNAUTHORIZED');
    if (outcome.failed) throw new GatewayRefusal('AUTHORIZER_FAILURE');
    const verdict: unknown = JSON.parse(outcome.result);
    if (!isVerdict(verdict)) throw new GatewayRefusal('AUTHORIZER_CONFIGURATION_ERROR');
    return verdict;
  }
}
