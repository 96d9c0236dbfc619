import { ServiceError } from './aws/endpoint';
import type { BusPolicy } from './aws/event-buses';
import { checkRule, type Rule } from './aws/eventbridge';
import type { Principal, Role } from './aws/gate';
import type { PolicyStatement } from './aws/policy';
import type { Bucket } from './aws/s3';
import { StateFile } from './aws/state';
import { sessionOf, templateRoles } from './principals';
import { loadStack, type Stack } from './template';

/** A stack of the synthesis, deployed in an account and Region. */
export interface Deployment {
  stack: string;
  account: string;
  region: string;
  parameters: Record<string, string>;
}

/** What stacks beside the main one may have: nothing that would have to run. */
const deployable =
  /^AWS::(IAM::(Role|Policy|ManagedPolicy)|Events::Rule|SQS::(Queue|QueuePolicy)|S3::(Bucket|BucketPolicy))$/;

/** The stacks beside the main one, as if CloudFormation had deployed them: their roles and their event rules. */
export class Deployments {
  private readonly deployed: StateFile<Deployment[]>;
  private stacks: Stack[] = [];
  private roles = new Map<string, Role>();
  private rules: Rule[] = [];
  private storage: Bucket[] = [];
  private readonly policies: BusPolicy[];

  /** `initial` stacks are always there. */
  constructor(
    private readonly main: Stack,
    private readonly options: { folder: string; file: string; initial: readonly Deployment[] },
  ) {
    this.deployed = new StateFile<Deployment[]>(options.file, []);
    this.policies = main.of('AWS::Events::EventBusPolicy').map(({ properties }) => busPolicyOf(main, properties));
    this.load();
  }

  /** The rules of every account and Region, and the policies of the buses. */
  readonly routing = () => ({ rules: this.rules, policies: this.policies });

  /** The buckets of every account and Region. */
  readonly buckets = (): readonly Bucket[] => this.storage;

  /** A role of any account by its ARN. */
  readonly roleOf = (arn: string): Role | undefined => this.roles.get(arn);

  /** Whom EventBridge becomes with a role. */
  readonly forwarderOf = (arn: string): Principal | undefined => {
    const role = this.roles.get(arn);
    return role && sessionOf(role, 'events', arn.split(':')[4] ?? '');
  };

  /** Deploys a stack, or deploys it anew; answers its outputs. Throws a ServiceError that says what is wrong. */
  deploy(request: Record<string, unknown>): { outputs: Record<string, string> } {
    const wanted = deploymentOf(request);
    const stack = refusing(() => this.resolve(wanted));
    const others = this.deployed.value.filter((each) => !isSamePlace(each, wanted));
    this.deployed.value.splice(0, Number.POSITIVE_INFINITY, ...others, wanted);
    this.deployed.save();
    this.load();
    return { outputs: stack.outputs };
  }

  /** Forgets all stacks but the initial ones. */
  reset(): void {
    this.deployed.value.length = 0;
    this.deployed.save();
    this.load();
  }

  private load(): void {
    const given = this.deployed.value;
    const initial = this.options.initial.filter((each) => !given.some((one) => isSamePlace(each, one)));
    this.stacks = [this.main, ...[...initial, ...given].map((each) => this.resolve(each))];
    this.roles = new Map(this.stacks.flatMap((stack) => [...templateRoles(stack)]));
    this.rules = this.stacks.flatMap(rulesOf);
    this.storage = this.stacks.flatMap(bucketsOf);
    for (const rule of this.rules) checkRule(rule);
  }

  private resolve({ stack: name, account, region, parameters }: Deployment): Stack {
    const stack = loadStack(this.options.folder, parameters, { account, region }, name);
    const other = stack.resources.find(({ type }) => !deployable.test(type));
    if (other) throw new Error(`${name} has ${other.logicalId}, an ${other.type}, which runs in the main stack alone`);
    return stack;
  }
}

function rulesOf(stack: Stack): Rule[] {
  return stack.of('AWS::Events::Rule').map(({ name, arn, properties }) => ({ ...properties, Name: name, Arn: arn }));
}

function bucketsOf(stack: Stack): Bucket[] {
  return stack.of('AWS::S3::Bucket').map(({ name, properties }) => {
    const { CorsConfiguration: cors, LifecycleConfiguration: cycle } = properties as {
      CorsConfiguration?: { CorsRules: { AllowedMethods: string[]; AllowedOrigins: string[] }[] };
      LifecycleConfiguration?: { Rules: Record<string, unknown>[] };
    };
    const readers = (cors?.CorsRules ?? []).filter(({ AllowedMethods }) => AllowedMethods.includes('GET'));
    const corsOrigins = readers.flatMap(({ AllowedOrigins }) => AllowedOrigins);
    return { name, account: stack.account, region: stack.region, corsOrigins, lifecycle: cycle?.Rules ?? [] };
  });
}

function busPolicyOf({ account, region }: Stack, properties: Record<string, unknown>): BusPolicy {
  const { EventBusName: bus = 'default', Statement } = properties as {
    EventBusName?: string;
    Statement: PolicyStatement;
  };
  return { busArn: `arn:aws:events:${region}:${account}:event-bus/${bus}`, statement: Statement };
}

function isSamePlace(one: Deployment, other: Deployment): boolean {
  return one.stack === other.stack && one.account === other.account && one.region === other.region;
}

function deploymentOf({ stack, account, region, parameters = {}, ...rest }: Record<string, unknown>): Deployment {
  const refuse = (why: string) => new ServiceError('ValidationException', why);
  const unknown = Object.keys(rest);
  if (unknown.length > 0) throw refuse(`${unknown.join(', ')} is not known; use stack, account, region and parameters`);
  if (typeof stack !== 'string') throw refuse('stack must be the name of a stack of the synthesis');
  if (typeof account !== 'string' || !/^\d{12}$/.test(account)) throw refuse('account must be an AWS account id');
  if (typeof region !== 'string' || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw refuse('region must be a Region');
  const given = Object.entries(parameters as object);
  if (given.some(([, value]) => typeof value !== 'string')) throw refuse('parameters must be texts by their names');
  return { stack, account, region, parameters: Object.fromEntries(given) };
}

function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new ServiceError('ValidationException', (error as Error).message);
  }
}
