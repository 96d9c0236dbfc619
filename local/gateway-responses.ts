import type { Stack } from './template';

/** What a gateway answer may speak of: the variables of API Gateway's `$context`. */
export type GatewayContext = Record<string, string | null>;

/** An HTTP answer, whoever made it. */
export interface HttpAnswer {
  status: number;
  headers: [name: string, value: string][];
  body: string | Buffer;
}

/** The answers API Gateway gives by itself: status and message (https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html). */
const defaults = {
  ACCESS_DENIED: [403, 'User is not authorized to access this resource'],
  API_CONFIGURATION_ERROR: [500, 'Internal server error'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, null],
  AUTHORIZER_FAILURE: [500, null],
  BAD_REQUEST_BODY: [400, 'Invalid request body'],
  BAD_REQUEST_PARAMETERS: [400, 'Bad Request'],
  INTEGRATION_FAILURE: [502, 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long'],
  THROTTLED: [429, 'Too Many Requests'],
  UNAUTHORIZED: [401, 'Unauthorized'],
} as const satisfies Record<string, readonly [number, string | null]>;

/** The kinds of these answers, as GatewayResponse resources name them. */
export type GatewayResponseType = keyof typeof defaults;

/** Thrown where the gateway itself answers instead of a function. */
export class GatewayRefusal extends Error {
  constructor(
    readonly type: GatewayResponseType,
    readonly text?: string,
  ) {
    super(text ?? type);
  }
}

interface Customised {
  ResponseType: string;
  StatusCode?: string;
  ResponseParameters?: Record<string, string>;
  ResponseTemplates?: Record<string, string>;
}

const variable = /\$(?:context\.(\w+(?:\.\w+)*)|\{context\.([\w.]+)\}|[!{]*\w+)/g;
const known = new Set(
  'error.message error.messageString error.responseType requestId extendedRequestId path httpMethod resourcePath stage apiId identity.sourceIp requestTimeEpoch'.split(
    ' ',
  ),
);

function refuseUnknown(logicalId: string, template: string): void {
  for (const [text, plain, braced] of template.matchAll(variable)) {
    if (!known.has(plain ?? braced ?? ''))
      throw new Error(`${logicalId} cannot run locally: ${text} is not known here`);
  }
}

/** Makes the gateway's own answers, as the template customises them. */
export class GatewayResponses {
  private readonly customised = new Map<string, Customised>();

  constructor(stack: Stack) {
    for (const { logicalId, properties } of stack.of('AWS::ApiGateway::GatewayResponse')) {
      const response = properties as unknown as Customised;
      for (const template of Object.values(response.ResponseTemplates ?? {})) refuseUnknown(logicalId, template);
      this.customised.set(response.ResponseType, response);
    }
  }

  /** The answer for one kind of refusal; a kind the template leaves alone takes its DEFAULT_4XX or DEFAULT_5XX. */
  answer(refusal: GatewayRefusal, context: GatewayContext): HttpAnswer {
    const [status, standard] = defaults[refusal.type];
    const message = refusal.text ?? standard;
    const custom = this.customised.get(refusal.type) ?? this.customised.get(`DEFAULT_${status < 500 ? 4 : 5}XX`);
    const values: GatewayContext = {
      ...context,
      'error.message': message,
      'error.messageString': JSON.stringify(message),
      'error.responseType': refusal.type,
    };
    const [contentType, template] = Object.entries(custom?.ResponseTemplates ?? {})[0] ?? [
      'application/json',
      '{"message":$context.error.messageString}',
    ];
    const headers = new Map([['content-type', contentType]]);
    for (const [target, source] of Object.entries(custom?.ResponseParameters ?? {})) {
      const value = /^'(.*)'$/.exec(source)?.[1] ?? values[source.replace(/^context\./, '')];
      const name = target.replace(/^gatewayresponse\.header\./, '');
      if (value) headers.set(name.toLowerCase(), value);
    }
    const body = template.replace(variable, (_whole, plain, braced) => values[plain ?? braced] ?? '');
    return { status: Number(custom?.StatusCode ?? status), headers: [...headers], body };
  }
}
