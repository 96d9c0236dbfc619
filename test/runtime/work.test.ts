import { findFlows } from '../../lambdas/contract/tasks';
import { RunSuperseded, Transient } from '../../lambdas/domain/errors';
import type { Removal } from '../../lambdas/domain/removal';
import { logger } from '../../lambdas/runtime/logger';
import { work } from '../../lambdas/runtime/work';
import { lambdaContext } from '../support/api-event';

jest.spyOn(logger, 'warn').mockImplementation(() => {});

type Perform = Parameters<
  typeof work<
    { version: 1; sourceId: string; run: number; removal: Removal },
    { flows: { arn: string; region: string }[]; hasSurplusSecrets: boolean }
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
    ['a lost source', new RunSuperseded('id', 2), 'RunSuperseded'],
    ['a mistake of ours', new TypeError('x is undefined'), 'TypeError'],
  ])('fails under a name that the machines know for %s', async (_, error, name) => {
    const failing = handlerOf(() => Promise.reject(error));
    await expect(failing(input, lambdaContext)).rejects.toMatchObject({ name });
  });
});
