import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CallLog } from './calls';
import { cloudWatch } from './cloudwatch';
import { demo } from './demo';
import { type DynamoDb, dynamoDb } from './dynamodb';
import { ec2 } from './ec2';
import { type AwsCall, type AwsService, startEndpoint } from './endpoint';
import { DeadLetters, EventInvocations } from './event-invocations';
import { type EventBridge, eventBridge, type Rule } from './eventbridge';
import { Faults } from './faults';
import { Functions } from './functions';
import { Gateway } from './gateway';
import { InvokePermissions } from './invoke-permissions';
import { audience, issuer, TokenIssuer } from './issuer';
import { lambda } from './lambda-api';
import { MediaConnect } from './mediaconnect/simulator';
import { mediaConnect } from './mediaconnect-service';
import { functionPrincipals, templateRoles } from './principals';
import { Schedules } from './schedules';
import { secretsManager } from './secrets-manager';
import { stepFunctions } from './states-api';
import { sts } from './sts';
import { checkTargets, deliver, type Targets } from './targets';
import { loadStack, type Stack } from './template';
import { Workflows } from './workflows';

/** Expired items leave within minutes here; AWS promises a few days. */
const expiryMilliseconds = 60_000;

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
  verbose?: boolean;
  /** Told what is being done, a line at a time. */
  progress(line: string): void;
}

export interface LocalSystem {
  apiUrl: string;
  awsUrl: string;
  tokens: TokenIssuer;
  /** Stops everything; executions in progress are taken up again at the next start. */
  close(): Promise<void>;
}

/** Starts the whole system: the AWS endpoint, and on it everything that the synthesised template describes. Rejects with EADDRINUSE if a port is taken. */
export async function startSystem(options: SystemOptions): Promise<LocalSystem> {
  const { dataDirectory, speed, indexDelayMs, progress } = options;
  const { account, region } = demo;
  const [calls, faults, tokens] = [new CallLog(), new Faults(), new TokenIssuer(dataDirectory)];
  const services: AwsService[] = [];
  const notYet = () => {
    throw new Error('The system is still starting');
  };
  const later: Pick<Late, 'principalOf' | 'signal' | 'sweep' | 'reset'> = {
    principalOf: notYet,
    signal: notYet,
    sweep: notYet,
    reset: notYet,
  };
  // Listens first, because the template needs to know the port.
  const endpoint = await startEndpoint({
    port: options.awsPort,
    services,
    outsiderAccount: account,
    principalOf: (...key) => later.principalOf(...key),
    calls,
    faults,
    control: {
      signal: (body) => later.signal(body),
      sweep: () => later.sweep(),
      reset: () => later.reset(),
      keySet: () => tokens.keySet(),
    },
  });
  progress('reading the template');
  const stack = loadStack(
    options.template,
    {
      TokenIssuer: issuer,
      TokenKeySetUri: `${endpoint.url}/_issuer/.well-known/jwks.json`,
      TokenAudiences: audience,
      OrganisationId: demo.organisation,
      TargetAccountId: demo.targetAccount,
    },
    { account, region },
  );
  progress('opening the data');
  const dynamodb = dynamoDb({ directory: join(dataDirectory, 'dynamodb'), account, region, indexDelayMs });
  await dynamodb.open();
  await createTables(stack, dynamodb);
  progress(`loading ${stack.of('AWS::Lambda::Function').length} functions and the workflows`);
  const host = await hostStack(stack, {
    endpointUrl: endpoint.url,
    dataDirectory,
    speed,
    faults,
    verbose: options.verbose,
  });
  services.push(dynamodb, ...host.services);
  Object.assign(later, host, {
    sweep: async () => {
      await dynamodb.expire();
      return host.sweep();
    },
    reset: async () => {
      await host.reset();
      await emptyTables(stack, dynamodb);
    },
  });
  const server = new Gateway(stack, host.functions, host.permissions).server();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, '127.0.0.1', resolve));
  const resumed = host.start();
  if (resumed > 0) progress(`taking up ${resumed} executions again`);
  const expiry = setInterval(() => void dynamodb.expire(), expiryMilliseconds).unref();
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    awsUrl: endpoint.url,
    tokens,
    async close() {
      clearInterval(expiry);
      server.close();
      server.closeAllConnections();
      host.stop();
      await endpoint.close();
      await dynamodb.close();
    },
  };
}

type Late = Awaited<ReturnType<typeof hostStack>>;

interface HostOptions {
  endpointUrl: string;
  dataDirectory: string;
  speed: number;
  faults: Faults;
  verbose?: boolean;
}

/** Puts together what runs the stack: functions, workflows, rules, schedules, and the services they call. */
async function hostStack(stack: Stack, { endpointUrl, dataDirectory, speed, faults, verbose }: HostOptions) {
  const [roles, permissions] = [templateRoles(stack), new InvokePermissions(stack)];
  const principals = functionPrincipals(stack, roles);
  const functions = new Functions(stack, { endpointUrl, logFolder: join(dataDirectory, 'logs'), verbose });
  const deadLetters = new DeadLetters(join(dataDirectory, 'queues'));
  const events = new EventInvocations(stack, functions, deadLetters, speed);
  checkTargets(stack, roles, permissions);
  let bus: EventBridge | undefined;
  const workflows = await Workflows.load({
    stack,
    functions,
    roles,
    folder: join(dataDirectory, 'executions'),
    speed,
    publish: (event) => bus?.publish(event),
  });
  const targets: Targets = { events, workflows, deadLetters };
  const rules = stack.of('AWS::Events::Rule').map(({ name, properties }) => ({ ...properties, Name: name }) as Rule);
  const eventBus = eventBridge({
    account: stack.account,
    region: stack.region,
    rules,
    deliver: (arn, event) => deliver(targets, arn, event),
    giveUp({ arn, deadLetterArn }, event, reason) {
      process.stderr.write(`event rules: ${arn} did not take an event: ${reason}\n`);
      if (deadLetterArn) deadLetters.add(deadLetterArn, event);
    },
  });
  bus = eventBus;
  const schedules = new Schedules(stack, (arn, event) => deliver(targets, arn, event));
  const secrets = secretsManager({ file: join(dataDirectory, 'secrets.json') });
  const simulator = new MediaConnect({
    directory: join(dataDirectory, 'mediaconnect'),
    speed,
    readSecret: (account, region, arn) => secrets.readSecret(account, region, arn),
    publish: (event) => eventBus.publish(event),
    isStuck: (operation) => faults.isStuck(operation),
  });
  const sessions = sts({ account: stack.account, roleOf: (arn) => roles.get(arn) });
  return {
    functions,
    permissions,
    services: [
      ...[secrets, sessions, eventBus, mediaConnect(simulator), stepFunctions(workflows), lambda(functions, events)],
      ec2,
      cloudWatch({ metrics: (account, region) => simulator.metrics(account, region) }),
    ],
    principalOf: (accessKeyId: string, sessionToken?: string) =>
      (sessionToken && sessions.sessionOf(sessionToken)) || principals.get(accessKeyId),
    signal: (body: unknown) => simulator.signal(body),
    sweep: () => schedules.sweepNow(),
    async reset() {
      events.stop();
      workflows.reset();
      simulator.reset();
      secrets.reset();
    },
    start() {
      schedules.start();
      return workflows.resume();
    },
    stop() {
      schedules.stop();
      eventBus.stop();
      events.stop();
      workflows.suspend();
      simulator.stop();
      functions.close();
    },
  };
}

async function createTables(stack: Stack, dynamodb: DynamoDb): Promise<void> {
  for (const { name, properties } of stack.of('AWS::DynamoDB::Table')) {
    await dynamodb.createTable({ ...properties, TableName: name });
  }
}

async function emptyTables(stack: Stack, dynamodb: DynamoDb): Promise<void> {
  const { account, region } = stack;
  for (const { name } of stack.of('AWS::DynamoDB::Table')) {
    const call = (operation: string) =>
      ({ operation, input: { TableName: name }, account, region }) as unknown as AwsCall;
    await dynamodb.handle(call('DeleteTable'));
    // A table is on its way out for a moment, and would be found by its successor.
    while ((await dynamodb.handle(call('DescribeTable'))).status === 200);
  }
  await createTables(stack, dynamodb);
}
