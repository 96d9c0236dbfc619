import { demo } from '../../local/demo';
import type { Answer, System } from '../support/system';

/** One organisation with a target account, and all that it was ever answered. */
export class Tenant {
  /** The ids of its sources, those that are gone among them. */
  readonly sourceIds = new Set<string>();
  /** The ids of its requests, under which its functions act in its account. */
  readonly requestIds = new Set<string>();
  /** What it was answered, headers and all, each as a text. */
  readonly answers: string[] = [];
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

  /** Sends a request under the path of the target account. */
  async api(
    method: string,
    end: string,
    body?: unknown,
    { role = 'operator', headers = {} }: { role?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const path = `/organisations/${this.organisation}/target-accounts/${this.targetAccount}${end}`;
    const token = this.system.token({ organisation: this.organisation, role });
    const answer = await this.system.api(method, path, body, { token, headers });
    const { headers: given, body: said } = answer;
    this.requestIds.add(given.get('x-amzn-requestid') ?? '');
    this.answers.push([...given, Buffer.isBuffer(said) ? said.toString('latin1') : JSON.stringify(said)].join('\n'));
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
    await this.deploy('HeadworksEvents', { EventBusArn, DeploymentId: `Headworks@${demo.region}` });
  }

  /** What nobody but this tenant may be told. */
  secrets(): string[] {
    return [this.organisation, this.account, this.canary, ...this.sourceIds];
  }

  private deploy(stack: string, parameters: Record<string, string>): Promise<unknown> {
    return this.system.simulator('POST', 'stacks', { stack, account: this.account, region: demo.region, parameters });
  }
}
