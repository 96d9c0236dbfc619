import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CallLog } from '../../local/aws/calls';
import type { Control } from '../../local/aws/control';
import {
  type AwsService,
  type Endpoint,
  type EndpointOptions,
  type Principal,
  startEndpoint,
} from '../../local/aws/endpoint';
import { Faults } from '../../local/aws/faults';
import type { PolicyDocument, PolicyStatement } from '../../local/aws/policy';

/** The account and Region of the tests. */
export const home = { account: '111122223333', region: 'eu-west-1' };

/** An endpoint on a free port, with what a test looks at. */
export interface TestEndpoint extends Endpoint {
  calls: CallLog;
  faults: Faults;
  /** SDK client settings: whose keys to use; the outsider's if absent. One attempt unless told. */
  client(keys?: { accessKeyId?: string; sessionToken?: string; region?: string; maxAttempts?: number }): ClientSettings;
  /** The body and status that a control request is answered with. */
  control(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
}

interface ClientSettings {
  endpoint: string;
  region: string;
  maxAttempts: number;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** Starts an endpoint with these services. Callers with a key of `principals` are those, all others come from outside. */
export async function testEndpoint(
  services: AwsService[],
  options: {
    principals?: Record<string, Principal>;
    control?: Partial<Control>;
    principalOf?: EndpointOptions['principalOf'];
  } = {},
): Promise<TestEndpoint> {
  const [calls, faults] = [new CallLog(), new Faults()];
  const control: Control = {
    signal: (body) => ({ status: 200, body }),
    deploy: () => ({ outputs: {} }),
    events: () => [],
    sweep: async () => ({}),
    reset: async () => {},
    keySet: () => ({ keys: [] }),
    ...options.control,
  };
  const principalOf = options.principalOf ?? ((key: string) => options.principals?.[key]);
  const outsiderAccount = home.account;
  const endpoint = await startEndpoint({ port: 0, services, outsiderAccount, principalOf, calls, faults, control });
  return {
    ...endpoint,
    calls,
    faults,
    client: ({ accessKeyId = 'OUTSIDER', sessionToken, region = home.region, maxAttempts = 1 } = {}) => ({
      endpoint: endpoint.url,
      region,
      maxAttempts,
      credentials: { accessKeyId, secretAccessKey: 'not-verified', sessionToken },
    }),
    async control(method, path, body) {
      const response = await fetch(`${endpoint.url}${path}`, {
        method,
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}

/** Calls an operation of an AWS JSON service without an SDK. */
export async function callJson(
  url: string,
  { service, target, accessKeyId = 'OUTSIDER' }: { service: string; target: string; accessKeyId?: string },
  input: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      authorization: signature(service, accessKeyId),
    },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** An Authorization header with the credential scope of a service. */
export function signature(service: string, accessKeyId = 'OUTSIDER'): string {
  const credential = `${accessKeyId}/20260101/${home.region}/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
}

/** A session of a role with these statements. */
export function roleSession(name: string, ...statements: PolicyStatement[]): Principal {
  const arn = `arn:aws:sts::${home.account}:assumed-role/${name}/session`;
  return { arn, account: home.account, policies: [policy(...statements)] };
}

export function policy(...statements: PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** Runs a test in a folder of its own that is removed afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'headworks-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
