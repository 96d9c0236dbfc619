import * as fc from 'fast-check';
import type { DesiredFlow } from '../../lambdas/domain/flow';
import type { ActualFlow, FlowDescription, Reception } from '../../lambdas/domain/flow-description';
import { flowDrift } from '../../lambdas/domain/flow-drift';
import { type LabelKeys, partOf } from '../../lambdas/domain/label-keys';
import { joinPlans } from '../../lambdas/domain/plan';
import { planFlowChanges, planSurplusRemoval } from '../../lambdas/domain/plan-flow-changes';
import { pass, useServiceTime } from '../local/mediaconnect/bench';
import { arbitraryChange } from '../support/arbitrary-flow';
import { propertySeed } from '../support/arbitrary-source';
import { FlowExecutor, isMoved } from '../support/flow-executor';
import { runsOf } from '../support/share';

useServiceTime();

const runs = { seed: propertySeed, numRuns: runsOf(15, 600) };

/** The keys of every tag of a flow and of its parts. */
const labelsOf = ({ name: flow, flowTags, sources, vpcInterfaces = [] }: DesiredFlow): LabelKeys =>
  Object.fromEntries([
    [partOf(flow), Object.keys(flowTags)],
    ...sources.map(({ name, sourceTags = {} }) => [partOf(flow, 'source', name), Object.keys(sourceTags)]),
    ...vpcInterfaces.map(({ name, vpcInterfaceTags = {} }) => [
      partOf(flow, 'vpcInterface', name),
      Object.keys(vpcInterfaceTags),
    ]),
  ]);

const descriptionOf = (actual: ActualFlow) => (actual as { flow: FlowDescription }).flow;

describe('a plan from any flow to any other', () => {
  it('leads there, by steps that the service takes, and then there is neither a step nor a difference', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryChange, fc.boolean(), fc.boolean(), async ({ before, after }, ran, running) => {
        const executor = new FlowExecutor();
        await executor.make(before, ran);
        const options = { running, formerLabels: labelsOf(before) };
        const start = await executor.look();
        expect(planFlowChanges(before, start, { running: ran }).steps).toEqual([]);
        const plan = planFlowChanges(after, start, options);
        for (const step of plan.steps) await executor.take(step);
        const end = await executor.look();
        expect(descriptionOf(end).status).toBe(running ? 'ACTIVE' : 'STANDBY');
        expect(planFlowChanges(after, end, options)).toMatchObject({ impact: 'none', steps: [] });
        expect(flowDrift(after, end, options)).toEqual([]);
      }),
      runs,
    );
  });

  it('leads there as well when it is made again after every step, without a step or an impact more', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryChange, fc.boolean(), async ({ before, after }, running) => {
        const executor = new FlowExecutor();
        await executor.make(before, running);
        const planAgain = async () => {
          const options = { running, formerLabels: labelsOf(before), ...(await executor.lookAround()) };
          const plan = planFlowChanges(after, await executor.look(), options);
          const replaced = await executor.lookBehind();
          return replaced ? joinPlans([plan, planSurplusRemoval(replaced)]) : plan;
        };
        const first = await planAgain();
        let plan = first;
        while (plan.steps[0] && executor.taken.length < first.steps.length) {
          await executor.take(plan.steps[0]);
          plan = await planAgain();
        }
        expect(plan.steps).toEqual([]);
        expect(executor.taken).toHaveLength(first.steps.length);
      }),
      runs,
    );
  });

  it('leads from wherever another plan was broken off', async () => {
    const broken = fc.tuple(arbitraryChange, arbitraryChange, fc.nat(12), fc.boolean());
    await fc.assert(
      fc.asyncProperty(broken, async ([first, second, count, running]) => {
        const executor = new FlowExecutor();
        await executor.make(first.before, true);
        const asked = { ...second.after, name: first.before.name };
        if (first.before.availabilityZone) asked.availabilityZone = first.before.availabilityZone;
        const { steps } = planFlowChanges(first.after, await executor.look(), { running: true });
        for (const step of steps.slice(0, count)) await executor.take(step);
        const around = await executor.lookAround();
        const plan = planFlowChanges(asked, await executor.look(), { running, ...around });
        for (const step of plan.steps) await executor.take(step);
        expect(planFlowChanges(asked, await executor.look(), { running }).steps).toEqual([]);
      }),
      runs,
    );
  });

  it('tells of every stop, every new flow and every new address', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryChange, fc.boolean(), async ({ before, after }, running) => {
        const executor = new FlowExecutor();
        const arn = await executor.make(before, running);
        const actual = await executor.look();
        executor.bench.events.splice(0);
        const plan = planFlowChanges(after, actual, { running });
        for (const step of plan.steps) await executor.take(step);
        const stopped = executor.bench
          .take('Flow Status Change')
          .some(({ currentStatus }) => currentStatus === 'STOPPING');
        if (stopped) expect(['interruption', 'replacement']).toContain(plan.impact);
        expect(plan.impact === 'replacement').toBe(executor.flowArn !== arn);
        const moved = isMoved(descriptionOf(actual), descriptionOf(await executor.look()));
        if (moved) expect(plan['new-address']).toBe(true);
      }),
      runs,
    );
  });

  it('keeps the stream flowing where it says that it is live', async () => {
    const seen = { live: 0 };
    await fc.assert(
      fc.asyncProperty(arbitraryChange, async ({ before, after }) => {
        const executor = new FlowExecutor();
        for (const { decryption } of [...after.sources, ...before.sources]) {
          if (decryption) executor.bench.secrets.set(decryption.secretArn, secretFor(decryption));
        }
        const flowArn = await executor.make(before, true);
        executor.bench.signal({ flowArn, connected: true });
        pass(1);
        const [first] = before.sources;
        const reception: Record<string, Reception> = Object.fromEntries(
          before.sources.map(({ name }) => [name, { receives: true, carries: name === first?.name }]),
        );
        const plan = planFlowChanges(after, await executor.look(reception), { running: true });
        executor.bench.events.splice(0);
        for (const step of plan.steps) {
          if (step.impact !== 'live') break;
          seen.live += 1;
          await executor.take(step);
        }
        const dark = executor.bench.take('Flow Health').filter(({ current }) => current.isBitrateZero);
        expect(dark).toEqual([]);
        expect(executor.bench.take('Flow Status Change').map(({ currentStatus }) => currentStatus)).not.toContain(
          'STOPPING',
        );
      }),
      runs,
    );
    expect(seen.live).toBeGreaterThan(0);
  });
});

const secretFor = (decryption: { keyType: string; algorithm?: string }) =>
  '0'.repeat(decryption.keyType === 'srt-password' ? 20 : Number(decryption.algorithm?.slice(3)) / 4);
