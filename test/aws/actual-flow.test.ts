import { actualFlow } from '../../lambdas/aws/actual-flow';
import * as mediaconnect from '../../lambdas/aws/mediaconnect';
import { Transient } from '../../lambdas/domain/errors';
import { logger } from '../../lambdas/runtime/logger';
import { describedFlow } from '../support/described-flow';
import { provisioned } from '../support/source-record';

jest.mock('../../lambdas/aws/mediaconnect');
const describeFlow = jest.mocked(mediaconnect.describeFlow);
const warned = jest.spyOn(logger, 'warn').mockImplementation(() => {});

describe('what is known of a flow', () => {
  it('is its description where it can be read', async () => {
    describeFlow.mockResolvedValue({ flow: describedFlow(), errors: [] });
    expect(await actualFlow({}, provisioned)).toEqual({ kind: 'described', flow: describedFlow() });
    expect(describeFlow).toHaveBeenCalledWith(provisioned.region, provisioned.arn);
  });

  it('is that it is missing where no record names it, and then nobody is asked', async () => {
    expect(await actualFlow({}, undefined)).toEqual({ kind: 'missing', vanished: false });
    expect(describeFlow).not.toHaveBeenCalled();
  });

  it('is that it vanished where the service does not know it', async () => {
    describeFlow.mockResolvedValue(undefined);
    expect(await actualFlow({}, provisioned)).toEqual({ kind: 'missing', vanished: true });
  });

  it('has its tags where they are asked for, and is unreadable where those are', async () => {
    describeFlow.mockResolvedValue({ flow: describedFlow(), errors: [] });
    const tags = { [provisioned.arn]: { channel: 'news' } };
    expect(await actualFlow({}, provisioned, { tagsOf: () => tags })).toMatchObject({ kind: 'described', tags });
    const tagsOf = () => Promise.reject(new Transient('throttled'));
    expect(await actualFlow({}, provisioned, { tagsOf })).toEqual({ kind: 'unreadable', name: provisioned.name });
  });

  it.each<[string, () => Promise<never>]>([
    ['cannot be read', () => Promise.reject(new Transient('throttled'))],
    ['is not answered in time', () => new Promise<never>(() => {})],
  ])('is only its name where it %s, which the log tells', async (_, answer) => {
    describeFlow.mockImplementation(answer);
    expect(await actualFlow({}, provisioned, { waitsFor: 1 })).toEqual({ kind: 'unreadable', name: provisioned.name });
    expect(warned).toHaveBeenCalledTimes(1);
  });
});
