import { demo } from '../../local/demo';
import type { Answer, System } from '../support/system';

/** A place for a source of a tenant: the one that is there, and how many were there before it. */
export interface Place {
  id?: string | undefined;
  generation: number;
}

/** One organisation with a target account, and all that it was ever answered. */
export class Tenant {
  /** The ids of its sources, those that are gone among them. */
  readonly sourceIds = new Set<string>();
  /** The ids of its requests, under which its functions act in its account. */
  readonly requestIds = new Set<string>();
  /** What it was answered, headers and all, each as a text. */
  readonly answers: string[] = [];
  readonly places: Place[] = [{ generation: 0 }, { generation: 0 }];
  /** Who is not to know of it, nor it of them. */
  other?: Tenant;
  /** What it calls its sources, in a label and in a passphrase: nobody else may ever read it. */
  readonly canary: string;

  constructor(
    private readonly system: System,
    readonly organisation: string,
    readonly targetAccount: string,
    /** The AWS account. */
    readonly account: string,
  ) {
    this.canary = `canary-of-${account}`;
  }

  /** Sends a request under the path of the target account. What the request has `named` itself it may be told. */
  async api(
    method: string,
    end: string,
    body?: unknown,
    {
      role = 'operator',
      headers = {},
      named = '',
    }: { role?: string; headers?: Record<string, string>; named?: string } = {},
  ): Promise<Answer> {
    const path = `/organisations/${this.organisation}/target-accounts/${this.targetAccount}${end}`;
    const token = this.system.token({ organisation: this.organisation, role });
    const answer = await this.system.api(method, path, body, { token, headers });
    const { headers: given, body: said } = answer;
    this.requestIds.add(given.get('x-amzn-requestid') ?? '');
    const text = [...given, JSON.stringify(said)].join('\n');
    this.answers.push(named ? text.replaceAll(named.replace('/sources/', ''), '') : text);
    return answer;
  }

  /** Registers the target account, deploys what it needs in its AWS account, and has it verified. */
  async register(): Promise<void> {
    const role = `arn:aws:iam::${this.account}:role/headworks/${this.targetAccount}`;
    const settings = {
      'aws-account-id': this.account,
      'role-arn': role,
      'mediaconnect-role-arn': `${role}-secrets`,
      'vpc-role-arn': `${role}-vpc`,
      regions: [demo.region],
    };
    const { body } = await this.api('PUT', '', settings, { role: 'admin' });
    const DeploymentId = `Headworks@${demo.region}`;
    await this.deploy('HeadworksAccess', {
      TargetAccountId: this.targetAccount,
      ExternalId: body['external-id'],
      ControlPlaneAccountId: demo.account,
      DeploymentId,
    });
    const verified = await this.api('PUT', '', settings, { role: 'admin' });
    expect(verified.body.verification).toMatchObject({ status: 'verified' });
  }

  /** Deploys the stack that sends on what MediaConnect says in the account, which that of the control plane needs not. */
  async sendEvents(bus: string): Promise<void> {
    const EventBusArn = `arn:aws:events:${demo.region}:${demo.account}:event-bus/${bus}`;
    await this.deploy('HeadworksEvents', {
      EventBusArn,
      DeploymentId: `Headworks@${demo.region}`,
      ProxyBuckets: 'headworks-0123456789ab',
    });
  }

  /** What nobody but this tenant may be told. */
  secrets(): string[] {
    return [this.organisation, this.account, this.canary, ...this.sourceIds];
  }

  private deploy(stack: string, parameters: Record<string, string>): Promise<unknown> {
    return this.system.simulator('POST', 'stacks', { stack, account: this.account, region: demo.region, parameters });
  }
}
