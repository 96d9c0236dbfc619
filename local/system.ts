import { createWriteStream } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CallLog } from './aws/calls';
import { type AwsService, ServiceError, startEndpoint } from './aws/endpoint';
import { Faults } from './aws/faults';
import { GateLog } from './aws/gate-log';
import { demo } from './demo';
import type { Deployment } from './deployments';
import { Gateway } from './gateway';
import { type Host, hostStack } from './host';
import { audience, issuer, TokenIssuer } from './issuer';
import { servePlayer } from './player';
import { loadStack, type Stack } from './template';

/** How the system is to run. */
export interface SystemOptions {
  /** A folder written by `cdk synth`. */
  template: string;
  dataDirectory: string;
  /** Port of the API and of the AWS endpoint; 0 for any that is free. */
  port: number;
  awsPort: number;
  /** Divides MediaConnect's durations and the waits of the workflows. */
  speed: number;
  indexDelayMs: number;
  /** The compiled code of functions is kept in this folder from one start to the next; not kept if absent. */
  codeFolder?: string;
  /** Loads the functions of a creation ahead of their first calls, before the system is ready. */
  preload?: boolean;
  /** Whether sources start once created, where the request does not say; as the template has it if absent. */
  startOnCreation?: boolean;
  /** Whether the SRT listeners that flows call admit several callers at a time, or one; several if absent. */
  srtListeners?: 'shared' | 'exclusive';
  /** Other AWS accounts whose events are admitted, comma separated; none if absent. */
  eventAccounts?: string;
  verbose?: boolean;
  /** This file gets a line for each permission that a function was given or refused. */
  gateLog?: string | undefined;
  /** Told what is being done, a line at a time. */
  progress(line: string): void;
}

/** A system that is ready. */
export interface LocalSystem {
  apiUrl: string;
  awsUrl: string;
  tokens: TokenIssuer;
  /** Stops everything; executions in progress are taken up again at the next start. */
  close(): Promise<void>;
}

/** Starts the whole system: the AWS endpoint, and on it everything that the synthesised template describes. Rejects with EADDRINUSE if a port is taken. */
export async function startSystem(options: SystemOptions): Promise<LocalSystem> {
  const { dataDirectory, progress } = options;
  const [calls, faults, tokens] = [new CallLog(), new Faults(), new TokenIssuer(dataDirectory)];
  const services: AwsService[] = [];
  let started: Host | undefined;
  const host = () => {
    if (!started) throw new ServiceError('ServiceUnavailable', 'The system is still starting', 503);
    return started;
  };
  // Listens first, because the template needs to know the port.
  const endpoint = await startEndpoint({
    port: options.awsPort,
    services,
    outsiderAccount: demo.account,
    principalOf: (...key) => host().principalOf(...key),
    calls,
    faults,
    gateLog: options.gateLog === undefined ? undefined : new GateLog(options.gateLog),
    control: {
      signal: (body) => host().signal(body),
      deploy: (request) => host().deploy(request),
      events: () => host().events(),
      sweep: async () => host().sweep(),
      reset: async () => host().reset(),
      keySet: () => tokens.keySet(),
    },
  });
  progress('reading the template');
  const parameters = {
    TokenIssuer: issuer,
    TokenKeySetUri: `${endpoint.url}/_issuer/.well-known/jwks.json`,
    TokenAudiences: audience,
    OrganisationId: demo.organisation,
    TargetAccountId: demo.targetAccount,
    TargetRegions: demo.regions.join(),
    // Each is the template's own default otherwise, and another template need not have it.
    ...(options.startOnCreation === false && { StartOnCreation: 'false' }),
    NotificationTopicArn: demo.topicArn,
    ...(options.eventAccounts && { EventAccounts: options.eventAccounts }),
    ...(options.srtListeners === 'exclusive' && { SrtListeners: 'exclusive' }),
  };
  const stack = loadStack(options.template, parameters, demo);
  progress(`loading the data, the workflows and ${stack.of('AWS::Lambda::Function').length} functions`);
  const { url: endpointUrl } = endpoint;
  started = await hostStack(stack, { ...options, endpointUrl, faults, beside: eventsStacks(stack) });
  services.push(...started.services);
  await started.deployResources();
  const accessLog = createWriteStream(join(dataDirectory, 'logs', 'access.log'), { flags: 'a' });
  const logAccess = (line: string) => void accessLog.write(`${line}\n`);
  const server = new Gateway(stack, started.functions, started.permissions, undefined, logAccess).server(servePlayer);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, '127.0.0.1', resolve));
  const resumed = started.start();
  if (resumed > 0) progress(`taking up ${resumed} executions that were interrupted`);
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    awsUrl: endpoint.url,
    tokens,
    async close() {
      server.close();
      server.closeAllConnections();
      accessLog.end();
      await endpoint.close();
      await host().stop();
    },
  };
}

/** The stacks that send the events of the other Regions of the demonstration's account, where the synthesis has such. */
function eventsStacks({ outputs, account }: Stack): Deployment[] {
  const { IncomingEventBusArn: EventBusArn, DeploymentId, ProxyBuckets } = outputs;
  if (!EventBusArn || !DeploymentId || !ProxyBuckets) return [];
  const elsewhere = demo.regions.filter((region) => region !== demo.region);
  return elsewhere.map((region) => ({
    stack: 'HeadworksEvents',
    account,
    region,
    parameters: { EventBusArn, DeploymentId, ProxyBuckets },
  }));
}
