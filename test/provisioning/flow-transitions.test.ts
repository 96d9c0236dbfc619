import type { SourceRecord } from '../../lambdas/domain/source-record';
import { flow, runTask, useWorkbench } from '../support/run-task';
import { completeRecord, provisioned } from '../support/source-record';
import type { SeenRequest, StubAnswer } from '../support/stub-service';

const bench = useWorkbench();
const tasks: Record<string, unknown> = {};

beforeAll(async () => {
  tasks.startFlow = (await import('../../lambdas/provisioning/start-flow')).handler;
  tasks.stopFlow = (await import('../../lambdas/provisioning/stop-flow')).handler;
  tasks.deleteFlow = (await import('../../lambdas/provisioning/delete-flow')).handler;
  tasks.observeFlow = (await import('../../lambdas/provisioning/observe-flow')).handler;
});
beforeEach(() => bench.table.put(completeRecord()));

const run = (name: string, polls?: number) =>
  runTask(tasks[name], { flow: { ...flow, ...(polls !== undefined && { polls }) } });

/** A MediaConnect that refuses every change, and describes the flow in this status. */
const refusing =
  (status: string, errors: string[] = []) =>
  ({ method, path }: SeenRequest): StubAnswer => {
    const isRead = method === 'GET' && path.startsWith('/v1/flows/arn');
    if (!isRead) return { status: 400, error: 'BadRequestException', body: { message: 'wrong state' } };
    return { body: { flow: { flowArn: flow.arn, status }, messages: { errors } } };
  };

describe.each(['startFlow', 'stopFlow', 'deleteFlow', 'observeFlow'])('%s', (name) => {
  it('touches nothing once another run owns the source', async () => {
    await bench.table.put(completeRecord({ run: 2 }));
    await expect(run(name)).rejects.toMatchObject({ name: 'RunSuperseded' });
    expect(bench.mediaconnect.requests).toEqual([]);
  });

  it('fails as transient when MediaConnect throttles', async () => {
    bench.mediaconnect.answer(() => ({ status: 429, error: 'TooManyRequestsException' }));
    await expect(run(name)).rejects.toMatchObject({ name: 'Transient' });
  });

  it('fails for good when MediaConnect forbids it', async () => {
    bench.mediaconnect.answer(() => ({ status: 403, error: 'ForbiddenException' }));
    await expect(run(name)).rejects.toMatchObject({ name: 'ServiceRefused' });
  });
});

describe('starting a flow', () => {
  it('begins a wait', async () => {
    bench.mediaconnect.answer(() => ({ status: 202, body: { status: 'STARTING' } }));
    expect(await run('startFlow', 7)).toEqual({ ...flow, status: 'STARTING', polls: 7 });
  });

  it.each(['STARTING', 'ACTIVE'])('does nothing to one that is %s', async (status) => {
    bench.mediaconnect.answer(refusing(status));
    expect(await run('startFlow')).toEqual({ ...flow, status, polls: 0 });
  });

  it.each([
    ['STOPPING', 'FlowBusy', 'is STOPPING'],
    ['UPDATING', 'FlowBusy', 'is UPDATING'],
    ['ERROR', 'FlowFailed', 'no capacity'],
    ['STANDBY', 'ServiceRefused', 'StartFlow was refused (BadRequestException): wrong state'],
  ])('tells what a refusal in %s means: %s', async (status, name, words) => {
    bench.mediaconnect.answer(refusing(status, ['no capacity']));
    await expect(run('startFlow')).rejects.toMatchObject({ name, message: expect.stringContaining(words) });
  });

  it('tells that the flow vanished', async () => {
    await expect(run('startFlow')).rejects.toMatchObject({ name: 'FlowVanished' });
  });
});

describe('stopping a flow', () => {
  it('begins to wait, and keeps the count of the looks', async () => {
    bench.mediaconnect.answer(() => ({ status: 202, body: { status: 'STOPPING' } }));
    expect(await run('stopFlow', 7)).toEqual({ ...flow, status: 'STOPPING', polls: 7 });
  });

  it.each([
    'STANDBY',
    'STARTING',
    'DELETING',
    'ERROR',
  ])('answers that it is %s, and counts the look', async (status) => {
    bench.mediaconnect.answer(refusing(status));
    expect(await run('stopFlow', 7)).toEqual({ ...flow, status, polls: 8 });
  });

  it('takes one that is gone for stopped', async () => {
    expect(await run('stopFlow')).toMatchObject({ status: 'GONE' });
  });
});

describe('deleting a flow', () => {
  it('begins a wait', async () => {
    bench.mediaconnect.answer(() => ({ status: 202, body: { status: 'DELETING' } }));
    expect(await run('deleteFlow')).toEqual({ ...flow, status: 'DELETING', polls: 1 });
  });

  it('takes one that is gone for deleted', async () => {
    expect(await run('deleteFlow')).toMatchObject({ status: 'GONE' });
  });

  it.each(['ACTIVE', 'STOPPING', 'DELETING'])('answers that it is %s, so that it is waited for', async (status) => {
    bench.mediaconnect.answer(refusing(status));
    expect(await run('deleteFlow')).toMatchObject({ status });
  });

  it.each(['STANDBY', 'ERROR'])('fails when it is refused in %s, where it should be possible', async (status) => {
    bench.mediaconnect.answer(refusing(status));
    await expect(run('deleteFlow')).rejects.toMatchObject({
      name: 'ServiceRefused',
      message: 'DeleteFlow was refused (BadRequestException): wrong state',
    });
  });
});

describe.each(['stopFlow', 'deleteFlow'])('%s of a flow that another has replaced', (name) => {
  const replaced = completeRecord({ flows: [], 'surplus-flows': [provisioned], 'run-mode': 'clean-up' });
  const outputs = [{ name: 'studio', outputArn: 'arn:studio' }];
  const entitlements = [{ name: 'partner', entitlementArn: 'arn:partner' }];
  const changes = () => bench.mediaconnect.requests.filter(({ method }) => method !== 'GET');

  beforeEach(() =>
    bench.mediaconnect.answer(({ method }) =>
      method === 'GET' ? { body: { flow: { flowArn: flow.arn, status: 'ACTIVE', outputs, entitlements } } } : {},
    ),
  );

  it.each<[string, Partial<SourceRecord>]>([
    ['of a clean-up', { 'provisioning-status': 'update-complete' }],
    ['of a stop', { 'provisioning-status': 'update-in-progress', 'run-mode': 'stop' }],
  ])('keeps it, running, in the run %s, where others have put something on it', async (_, members) => {
    await bench.table.put({ ...replaced, ...members });
    await expect(run(name)).rejects.toMatchObject({
      name: 'FlowKept',
      message: expect.stringMatching(/is kept: others have put output studio, entitlement partner on it\. .*repair/),
    });
    expect(changes()).toEqual([]);
  });

  it.each<[string, Partial<SourceRecord>]>([
    ['where that was allowed', { allowed: { interruption: false, 'dependents-loss': true } }],
    ['where the source is deleted', { 'run-mode': 'deprovision', 'provisioning-status': 'deletion-in-progress' }],
    ['where it is in force', { flows: [provisioned], 'surplus-flows': [] }],
  ])('is done %s', async (_, members) => {
    await bench.table.put({ ...replaced, 'provisioning-status': 'update-in-progress', ...members });
    await run(name);
    expect(changes()).toHaveLength(1);
  });
});

describe('observing a flow', () => {
  it('counts the look, and says what is wrong', async () => {
    bench.mediaconnect.answer(() => ({
      body: { flow: { status: 'ERROR' }, messages: { errors: ['no', 'capacity'] } },
    }));
    expect(await run('observeFlow', 7)).toEqual({ ...flow, status: 'ERROR', polls: 8, reason: 'no capacity' });
  });

  it('tells that it is gone', async () => {
    expect(await run('observeFlow')).toEqual({
      ...flow,
      status: 'GONE',
      polls: 1,
      reason: 'MediaConnect gave no reason.',
    });
  });
});
