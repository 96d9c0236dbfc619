import type { Call } from '../../local/aws/calls';
import type { Fault } from '../../local/aws/faults';
import { demo } from '../../local/demo';
import { type System, until } from '../support/system';
import { Account } from './account';
import { type Effect, faultAt, type Point, pointsOf } from './call-points';
import { isOfListeners, isOfSchedules } from './calls';
import type { ChangeKind } from './change-kinds';
import { Client, type SeenSource } from './client';
import { ask, type FaultRequest, takeBack } from './faults';
import { untilOwedNothing } from './rest';

/** A change as it was asked for, and the status of the answer: 0 where nobody was left to answer. */
interface Asked {
  status: number;
  before: SeenSource;
  body: ReturnType<ChangeKind['body']>;
}

const allowed = '?allow-interruption=true&allow-dependents-loss=true';

/** A source that is changed in one way time after time, and what has to hold of it each time when it rests again. */
export class ChangeTrial {
  private readonly client: Client;
  private readonly account: Account;
  private id = '';
  private turn = 0;
  /** The flows that there were before. */
  private others: string[] | undefined;
  /** Secrets that failed requests have left to the sweep of an hour later. */
  private orphans: string[] = [];

  constructor(
    private readonly system: System,
    private readonly kind: ChangeKind,
  ) {
    this.client = new Client(system);
    this.account = new Account(system);
  }

  /** The calls of the product in a change that meets nothing, in their order. */
  async points(): Promise<Point[]> {
    const before = await this.begin();
    const since = new Date().toISOString();
    const asked = await this.change(before);
    await untilOwedNothing(this.system, this.id);
    const { calls } = await this.system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
    expect([200, 202]).toContain(asked.status);
    await this.judge(asked);
    const isOfChange = (call: Call) =>
      !call.principal.endsWith('/outsider') && !isOfSchedules(call) && !isOfListeners(call);
    return pointsOf(calls.filter(isOfChange));
  }

  /** Lets one call of a change meet an effect; rejects unless all is well when the source rests again. */
  async meet(point: Point, effect: Effect): Promise<void> {
    const before = await this.begin();
    await ask(this.system, faultAt(point, effect));
    const asking = this.change(before);
    if (effect === 'kill') {
      await this.held(asking);
      await this.system.restart();
    }
    const asked = await asking;
    await untilOwedNothing(this.system, this.id);
    await this.expectMet(faultAt(point, effect));
    await takeBack(this.system);
    await this.judge(asked);
  }

  /** Expects that the effect was met; how often a flow is looked at, and the record for it, is a matter of moments. */
  private async expectMet({ operation, times }: FaultRequest): Promise<void> {
    const { faults } = await this.system.simulator<{ faults: Fault[] }>('GET', 'faults');
    const isMet = faults.every((fault) => fault.times !== times);
    if (!/^(GetItem|BatchGetItem|DescribeFlow)$/.test(operation)) expect(isMet).toBe(true);
  }

  /** Removes the source, and expects that nothing is left of it. */
  async end(): Promise<void> {
    if (this.kind.method !== 'DELETE') await this.client.remove(this.id);
    await this.expectNothing();
  }

  /** Claims that the change of this turn asks for what there is, as one that alternates does after one that failed. */
  private isStored(source: SeenSource): boolean {
    return this.matches(source, asStored(this.kind.body(this.turn)));
  }

  /** Brings the source to where its change begins. */
  private async begin(): Promise<SeenSource> {
    this.others ??= await this.flowsOf();
    if (!this.id || this.kind.method === 'DELETE') {
      this.orphans = [];
      this.id = (await this.client.createRunning(this.kind.body(this.turn))).id;
    }
    do this.turn++;
    while (this.kind.method === 'PATCH' && !this.kind.before && this.isStored(await this.client.read(this.id)));
    const { system, account } = this;
    await this.kind.before?.({ system, account, source: await this.client.read(this.id) }, this.turn);
    await untilOwedNothing(this.system, this.id);
    return this.client.read(this.id);
  }

  private async change(before: SeenSource): Promise<Asked> {
    const { method, path = '' } = this.kind;
    const body = this.kind.body(this.turn);
    const query = method === 'DELETE' ? '' : allowed;
    const { 'ingress-flows': ingress, 'egress-flows': egress } = body;
    const sent =
      method === 'PATCH' ? { 'ingress-flows': ingress, ...(egress && { 'egress-flows': egress }) } : undefined;
    const status = await this.system.api(method, `/sources/${this.id}${path}${query}`, sent).then(
      (answer) => answer.status,
      (error: Error) => {
        // The connection broke; an answer that is not as documented is another matter.
        if (error.name === 'TypeError') return 0;
        throw error;
      },
    );
    return { status, before, body };
  }

  /** Waits until the call that is to be held is held, or the change is over without it: a poll may come out shorter. */
  private async held(asking: Promise<unknown>): Promise<void> {
    let isAnswered = false;
    const answered = () => {
      isAnswered = true;
    };
    asking.then(answered, answered);
    await until(
      async () => {
        const { faults } = await this.system.simulator<{ faults: Fault[] }>('GET', 'faults');
        return faults.length === 0 || (isAnswered && (await this.account.item(this.id)).unsettled === undefined);
      },
      (isHeld) => isHeld,
      90,
    );
  }

  /** Expects that what the source says of itself is so, that nothing lies about, and that it can be gone on with. */
  private async judge({ status, before, body }: Asked): Promise<void> {
    if (this.kind.method === 'DELETE') return this.judgeDeletion(status);
    const source = await this.client.read(this.id);
    const reason = source['provisioning-error-reason'] ?? '';
    const isLost = reason.includes('could not be brought back');
    if (status === 0 || status >= 500) this.orphans.push(...(await this.strangers()));
    expect(await this.flowsOf()).toEqual(isLost ? expect.any(Array) : arnsOf(source).sort());
    if (!isLost) await this.expectSecretsOf(source);
    const isAccepted = status > 0 && status < 300;
    const outcome = source['provisioning-status'].endsWith('-failed') ? 'failed' : 'complete';
    const asked = asStored(body);
    if (outcome === 'failed') expect(reason).not.toBe('');
    const isTakenOver = outcome === 'complete' && (isAccepted || this.matches(source, asked));
    expect(flowsAsked(source)).toMatchObject(isTakenOver ? asked : flowsAsked(before));
    // What was changed by hand stays so while nobody repairs it.
    const isUnrepaired = this.kind.path === '/repair' && !isAccepted;
    // The intent to run is as it was asked for, also where the flow could not follow it.
    const isUnmet = outcome === 'failed' && /^\/(start|stop)$/.test(this.kind.path ?? '');
    if (!isLost && !isUnrepaired && !isUnmet) expect(await this.impact()).toBe('none');
    await this.repair();
  }

  /** A deletion that was refused or failed is asked for again. */
  private async judgeDeletion(status: number): Promise<void> {
    const source = await this.client.read(this.id);
    if (source['provisioning-status'] !== 'deletion-complete') {
      if (status === 200) expect(source['provisioning-error-reason']).toBeTruthy();
      await this.client.remove(this.id);
    }
    await this.expectNothing();
  }

  /** Whatever was before, a repair without any fault leaves the source as it is stored. */
  private async repair(): Promise<void> {
    const { status } = await this.system.api('POST', `/sources/${this.id}/repair${allowed}`);
    expect([200, 202]).toContain(status);
    await untilOwedNothing(this.system, this.id);
    const source = await this.client.read(this.id);
    expect(source['provisioning-status']).toMatch(status === 202 ? /^update-complete$/ : /-(complete|failed)$/);
    expect(await this.flowsOf()).toEqual(arnsOf(source).sort());
    await this.expectSecretsOf(source);
    expect(await this.impact()).toBe('none');
  }

  /** What a repair would do. */
  private async impact(): Promise<string> {
    const { body } = await this.system.api('POST', `/sources/${this.id}/repair?dry-run=true`);
    return body.plan.impact === 'none' ? 'none' : JSON.stringify(body.plan);
  }

  /** The flows of the account, in all its Regions, but for those that there were before. */
  private async flowsOf(): Promise<string[]> {
    const flows = await Promise.all(demo.regions.map((region) => this.account.flows(region)));
    return flows
      .flat()
      .map(({ arn }) => arn)
      .filter((arn) => !this.others?.includes(arn))
      .sort();
  }

  private async secretsOf(): Promise<string[]> {
    const secrets = await Promise.all(demo.regions.map((region) => this.account.secretsOf(this.id, region)));
    return secrets.flat().sort();
  }

  /** The source's secrets that neither its record names nor a failed request left. */
  private async strangers(): Promise<string[]> {
    const { secrets } = (await this.account.item(this.id)) as { secrets: { arn: string }[] };
    const known = [...secrets.map(({ arn }) => arn), ...this.orphans];
    return (await this.secretsOf()).filter((arn) => !known.includes(arn));
  }

  private async expectSecretsOf(source: SeenSource): Promise<void> {
    const { secrets } = (await this.account.item(this.id)) as { secrets: { 'secret-id': string; arn: string }[] };
    const ids = secrets.map((secret) => secret['secret-id']);
    expect(ids).toEqual(expect.arrayContaining(secretIdsOf(source)));
    expect(ids).toHaveLength(secretIdsOf(source).length + feedSecretsOf(source));
    const arns = secrets.map(({ arn }) => arn);
    expect(await this.secretsOf()).toEqual([...arns, ...this.orphans].sort());
  }

  private async expectNothing(): Promise<void> {
    expect(await this.flowsOf()).toEqual([]);
    expect(await this.secretsOf()).toEqual([...this.orphans].sort());
  }

  private matches(source: SeenSource, asked: object): boolean {
    try {
      expect(flowsAsked(source)).toMatchObject(asked);
      return true;
    } catch {
      return false;
    }
  }
}

const arnsOf = ({ 'provisioned-flows': flows }: SeenSource) =>
  [...flows['ingress-flows'], ...flows['egress-flows']].map(({ arn }) => arn);

/** The flows that a source has by its configuration. */
const flowsAsked = ({
  'ingress-flows': ingress,
  'egress-flows': egress = [],
}: Pick<SeenSource, 'ingress-flows' | 'egress-flows'>) => ({
  ingress,
  egress,
});

/** How many secrets are between the flows of a source: one for each Region of a pair. */
function feedSecretsOf({ 'ingress-flows': [ingress], 'egress-flows': egress = [] }: SeenSource): number {
  return egress.map(({ region }) => (region === ingress?.region ? 1 : 2)).reduce((sum, each) => sum + each, 0);
}

/** The flows of a request as an answer shows them, but for what the answer adds. */
function asStored(body: Asked['body']): object {
  const text = JSON.stringify(flowsAsked(body as SeenSource));
  return JSON.parse(text, (key, value) => (key === 'passphrase' ? undefined : value));
}

function secretIdsOf(source: SeenSource): string[] {
  const ids: string[] = [];
  JSON.stringify(source['ingress-flows'], (key, value) => {
    if (key === 'secret-id') ids.push(value);
    return value;
  });
  return ids;
}
