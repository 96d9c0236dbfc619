import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cloudWatch } from './aws/cloudwatch';
import { cloudWatchAlarms } from './aws/cloudwatch-alarms';
import { type DynamoDb, dynamoDb } from './aws/dynamodb';
import { ec2 } from './aws/ec2';
import type { AwsService, Principal } from './aws/endpoint';
import { type BusEvent, type EventBridge, eventBridge } from './aws/eventbridge';
import type { Faults } from './aws/faults';
import { secretsManager } from './aws/secrets-manager';
import { sts } from './aws/sts';
import { BusLog } from './bus-log';
import { CustomResources } from './custom-resources';
import { type Deployment, Deployments } from './deployments';
import { DeadLetters, EventInvocations } from './event-invocations';
import { Functions } from './functions';
import { InvokePermissions } from './invoke-permissions';
import { lambda } from './lambda-api';
import { functionsOfCreation } from './loading-order';
import { MediaConnect } from './mediaconnect/simulator';
import { mediaConnect } from './mediaconnect-service';
import { functionPrincipals, templateRoles } from './principals';
import { proxyServices } from './proxy-services';
import { Schedules } from './schedules';
import { stepFunctions } from './states-api';
import { StreamMappings } from './stream-mappings';
import { checkTargets, deliver, type Targets } from './targets';
import type { Stack } from './template';
import { Workflows } from './workflows';

/** Expired items leave within a minute here; AWS promises a few days. */
const expiryMilliseconds = 60_000;
/** A start waits so long for the functions of a creation, once all else is ready: on a busy machine it is to end, too. */
const patienceMilliseconds = 1000;

/** What the host of a stack is told; `speed` divides the durations of MediaConnect and the waits of the workflows. */
export interface HostOptions {
  /** The folder of the synthesis. */
  template: string;
  /** The stacks that are deployed beside the main one. */
  beside: readonly Deployment[];
  /** Where the functions find AWS. */
  endpointUrl: string;
  dataDirectory: string;
  speed: number;
  indexDelayMs: number;
  faults: Faults;
  codeFolder?: string;
  preload?: boolean;
  verbose?: boolean;
}

/** Everything that runs a stack, but for the two doors: the endpoint and the API's front. */
export interface Host {
  functions: Functions;
  permissions: InvokePermissions;
  services: AwsService[];
  principalOf(accessKeyId: string, sessionToken?: string): Principal | undefined;
  signal(body: unknown): { status: number; body: unknown };
  /** Deploys another stack of the synthesis in an account and Region; answers its outputs. */
  deploy(request: Record<string, unknown>): { outputs: Record<string, string> };
  /** What was put on the buses of the template. */
  events(): BusEvent[];
  /** Fires every schedule and removes expired items, now; answers what the schedules' targets said. */
  sweep(): Promise<unknown>;
  /** Forgets all data. */
  reset(): Promise<void>;
  /** Has the custom resources made; to be awaited once the functions find AWS. */
  deployResources(): Promise<void>;
  /** Starts the schedules and takes up interrupted executions; answers how many those are. */
  start(): number;
  stop(): Promise<void>;
}

/** Puts together what runs the stack: tables, functions, workflows, rules, schedules, and the services they call. */
export async function hostStack(stack: Stack, options: HostOptions): Promise<Host> {
  const { dataDirectory, speed, faults } = options;
  const { account, region } = stack;
  const inData = (name: string) => join(dataDirectory, name);
  const dynamodb = dynamoDb({ directory: inData('dynamodb'), account, region, indexDelayMs: options.indexDelayMs });
  await dynamodb.open();
  await createTables(stack, dynamodb);
  const [roles, permissions] = [templateRoles(stack), new InvokePermissions(stack)];
  const deployments = new Deployments(stack, {
    folder: options.template,
    file: inData('stacks.json'),
    initial: options.beside,
  });
  const principals = functionPrincipals(stack, roles);
  const { endpointUrl, codeFolder, verbose } = options;
  const functions = new Functions(stack, { endpointUrl, logFolder: inData('logs'), codeFolder, verbose });
  // In threads of their own, while this one is busy with the rest.
  const ahead = options.preload ? functions.preload(functionsOfCreation(stack)) : undefined;
  const deadLetters = new DeadLetters(inData('queues'));
  const events = new EventInvocations(stack, functions, deadLetters, speed);
  let bus: EventBridge | undefined;
  const publish: EventBridge['publish'] = (event) => bus?.publish(event) ?? '';
  const folder = inData('executions');
  const workflows = await Workflows.load({ stack, functions, roles, folder, speed, publish });
  const targets: Targets = { events, workflows, deadLetters };
  checkTargets(stack, roles, permissions);
  const toTarget = (arn: string, event: unknown) => deliver(targets, arn, event);
  const busLog = new BusLog(inData('buses'));
  bus = busOf(deployments, toTarget, deadLetters, busLog, stack);
  const mappings = new StreamMappings(stack, { dynamodb, functions, deadLetters, roles, speed });
  const schedules = new Schedules(stack, toTarget);
  const secrets = secretsManager({ file: inData('secrets.json') });
  const simulator = new MediaConnect({
    directory: inData('mediaconnect'),
    speed,
    readSecret: secrets.readSecret,
    publish,
    isStuck: (operation) => faults.isStuck('mediaconnect', operation),
    leavesInterface: (operation) => faults.leavesInterface(operation),
  });
  const customResources = new CustomResources(stack, functions, inData('custom-resources.json'));
  const sessions = sts({ roleOf: deployments.roleOf });
  const { storage, proxies } = proxyServices({ file: inData('medialive.json'), speed, simulator, deployments, faults });
  const metricsOf: MediaConnect['metrics'] = (...place) => simulator.metrics(...place);
  const alarms = cloudWatchAlarms({ file: inData('alarms.json'), speed, metrics: metricsOf, publish });
  const metrics = cloudWatch({ metrics: metricsOf, alarms });
  // The first source is to be as fast as the next.
  if (ahead) await Promise.race([ahead, delay(patienceMilliseconds, undefined, { ref: false })]);
  const expiry = setInterval(() => void dynamodb.expire(), expiryMilliseconds).unref();
  return {
    functions,
    permissions,
    services: [
      ...[dynamodb, secrets, sessions, bus, metrics, ec2, mediaConnect(simulator), proxies, storage],
      ...[stepFunctions(workflows), lambda(functions, events)],
    ],
    principalOf: (accessKeyId, sessionToken) =>
      (sessionToken && sessions.sessionOf(sessionToken)) || principals.get(accessKeyId),
    signal: (body) => simulator.signal(body),
    deploy: (request) => deployments.deploy(request),
    events: () => busLog.events(),
    async sweep() {
      await dynamodb.expire();
      return schedules.sweepNow();
    },
    async reset() {
      events.stop();
      workflows.reset();
      simulator.reset();
      secrets.reset();
      proxies.reset();
      storage.reset();
      alarms.reset();
      busLog.clear();
      deployments.reset();
      await dynamodb.reset();
      await createTables(stack, dynamodb);
      customResources.reset();
      await customResources.deploy();
    },
    deployResources: () => customResources.deploy(),
    start() {
      schedules.start();
      mappings.start();
      alarms.start();
      return workflows.resume();
    },
    async stop() {
      clearInterval(expiry);
      schedules.stop();
      mappings.stop();
      alarms.stop();
      bus?.stop();
      events.stop();
      workflows.suspend();
      simulator.stop();
      functions.close();
      await dynamodb.close();
    },
  };
}

function busOf(
  { routing, forwarderOf }: Deployments,
  toTarget: (arn: string, event: unknown) => Promise<unknown>,
  deadLetters: DeadLetters,
  log: BusLog,
  { account, region }: Stack,
) {
  return eventBridge({
    account,
    region,
    routing,
    roleOf: forwarderOf,
    deliver: toTarget,
    record: (bus, event) => log.add(bus, event),
    giveUp({ arn, deadLetterArn }, event, reason) {
      process.stderr.write(`event rules: ${arn} did not take an event: ${reason}\n`);
      if (deadLetterArn) deadLetters.add(deadLetterArn, event);
    },
  });
}

async function createTables(stack: Stack, dynamodb: DynamoDb): Promise<void> {
  for (const { name, properties } of stack.of('AWS::DynamoDB::Table')) {
    await dynamodb.createTable({ ...properties, TableName: name });
  }
}
