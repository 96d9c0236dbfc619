import { SourceStore } from '../../lambdas/aws/source-store';
import { findFlows } from '../../lambdas/contract/tasks';
import { FlowBusy, OrganisationBusy, RunSuperseded, ServiceRefused, Transient } from '../../lambdas/domain/errors';
import type { Removal } from '../../lambdas/domain/removal';
import { logger } from '../../lambdas/runtime/logger';
import { work } from '../../lambdas/runtime/work';
import { lambdaContext } from '../support/api-event';
import { newRecord } from '../support/source-record';

jest.spyOn(logger, 'warn').mockImplementation(() => {});
const unkept = jest.spyOn(logger, 'error').mockImplementation(() => {});
const record = newRecord({ run: 2, revision: 3 });
const read = jest.spyOn(SourceStore.prototype, 'read').mockResolvedValue(record);
const note = jest.spyOn(SourceStore.prototype, 'note').mockResolvedValue();
beforeEach(() => {
  for (const spy of [unkept, read, note]) spy.mockClear();
});

type Perform = Parameters<
  typeof work<
    { version: 1; sourceId: string; run: number; removal: Removal },
    { flows: { arn: string; region: string }[]; hasSurplusSecrets: boolean; mayHaveOthers: boolean }
  >
>[1];
const handlerOf = (perform: Perform) =>
  work(findFlows, perform) as (event: unknown, context: object) => Promise<unknown>;
const input = { version: 1, sourceId: 'id', run: 2, removal: 'surplus' };

describe('a task', () => {
  it('is told when its function ends, and answers what its row shows', async () => {
    const before = Date.now();
    const perform = jest.fn(async () => ({
      flows: [{ arn: 'a', region: 'r', name: 'hidden' }],
      hasSurplusSecrets: false,
      mayHaveOthers: false,
    }));
    expect(await handlerOf(perform)({ ...input, more: 1 }, lambdaContext)).toEqual({
      flows: [{ arn: 'a', region: 'r' }],
      hasSurplusSecrets: false,
      mayHaveOthers: false,
    });
    const [given, deadline] = perform.mock.calls[0] as unknown as [unknown, { endsAt: Date }];
    expect(given).toEqual(input);
    expect(deadline.endsAt.getTime()).toBeGreaterThanOrEqual(before + 30_000);
    expect(deadline.endsAt.getTime()).toBeLessThanOrEqual(Date.now() + 30_000);
  });

  it.each([
    {},
    { ...input, version: 2 },
    { ...input, run: '2' },
  ])('refuses an input that it does not understand: %j', async (event) => {
    const perform = jest.fn();
    await expect(handlerOf(perform)(event, lambdaContext)).rejects.toThrow();
    expect(perform).not.toHaveBeenCalled();
  });

  it.each([
    [
      'a throttled table',
      Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' }),
      'Transient',
    ],
    ['a broken connection', Object.assign(new Error('hang up'), { code: 'ECONNRESET' }), 'Transient'],
    ['what is transient already', new Transient('later'), 'Transient'],
    ['counts that others were faster at', new OrganisationBusy(), 'Transient'],
    ['a lost source', new RunSuperseded('id', 2), 'RunSuperseded'],
    ['a mistake of ours', new TypeError('x is undefined'), 'TypeError'],
  ])('fails under a name that the machines know for %s', async (_, error, name) => {
    const failing = handlerOf(() => Promise.reject(error));
    await expect(failing(input, lambdaContext)).rejects.toMatchObject({ name });
  });
});

describe('the note of a step', () => {
  const step = {
    action: 'update-flow',
    resource: 'arn:flow',
    impact: 'live',
    reason: 'The flow gets larger.',
  } as const;
  const nothing = { flows: [], hasSurplusSecrets: false, mayHaveOthers: false };
  const taking = (outcome?: Error) =>
    handlerOf(async (_, surroundings) => {
      surroundings.taking(record, step);
      if (outcome) throw outcome;
      return nothing;
    })(input, lambdaContext);

  const { reason: detail, ...shown } = step;
  const noted = { kind: 'step-ended', run: 2, revision: 3, detail };

  it('says what was done', async () => {
    await taking();
    expect(note.mock.calls).toEqual([
      [record, { ...noted, id: expect.any(String), at: expect.any(String), step: { ...shown, outcome: 'done' } }],
    ]);
  });

  it('says what failed for good, and why', async () => {
    const refused = new ServiceRefused('UpdateFlow', 'BadRequestException', 'too large');
    await expect(taking(refused)).rejects.toBe(refused);
    expect(note.mock.calls).toMatchObject([
      [record, { ...noted, step: { ...shown, outcome: 'failed' }, reason: refused.message }],
    ]);
  });

  it('names the task where no step was told, and nothing of a mistake of ours but its kind', async () => {
    const broken = handlerOf(() => Promise.reject(new TypeError('canary is undefined')));
    await expect(broken(input, lambdaContext)).rejects.toThrow('canary');
    const reason = 'The step broke (TypeError); the log says more.';
    const failed = { action: 'find-flows', resource: 'id', outcome: 'failed' };
    expect(note.mock.calls).toEqual([[record, expect.objectContaining({ step: failed, reason })]]);
  });

  it.each([
    new Transient('later'),
    new FlowBusy('arn:flow', 'UPDATING'),
    new RunSuperseded('id', 2),
    Object.assign(new Error('hang up'), { code: 'ECONNRESET' }),
  ])('is not made where the step is taken again, or no longer ours: %s', async (error) => {
    await expect(taking(error)).rejects.toThrow();
    expect(note).not.toHaveBeenCalled();
  });

  it('does not fail a step that was done', async () => {
    note.mockRejectedValueOnce(new Error('no table'));
    expect(await taking()).toEqual(nothing);
    expect(unkept).toHaveBeenCalledTimes(1);
  });

  it('is not made where nothing was done', async () => {
    expect(await handlerOf(async () => nothing)(input, lambdaContext)).toEqual(nothing);
    expect(note).not.toHaveBeenCalled();
  });
});
