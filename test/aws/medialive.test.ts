import * as calls from '../../lambdas/aws/medialive';
import { enterFunction } from '../support/function-environment';
import { type StubService, startStubService } from '../support/stub-service';
import { allActing, useTargetSts } from '../support/target-account';

useTargetSts();
const medialive = allActing(calls, { name: 'ensureProxy' });
const region = 'eu-west-1';
let service: StubService;

beforeAll(async () => {
  service = await startStubService();
  enterFunction({ AWS_ENDPOINT_URL_MEDIALIVE: service.url });
});
afterAll(() => service.close());

describe('looking through inputs', () => {
  const each = (id: string, state: string, tags?: object) => ({ id, arn: `arn:${id}`, state, ...(tags && { tags }) });

  it('follows every page, and leaves out what is gone or of others', async () => {
    const pages: Record<string, object> = {
      first: { inputs: [each('1', 'DELETED', { ours: 'y' }), each('2', 'DELETING', { ours: 'y' })], nextToken: 'a+/=' },
      'a+/=': { inputs: [each('3', 'DETACHED'), each('4', 'CREATING', { ours: 'y' })] },
    };
    const tokenIn = (path: string) => /nextToken=([^&]*)/.exec(path)?.[1] ?? 'first';
    service.answer(({ path }) => ({ body: pages[tokenIn(path)] }));
    const found = await medialive.findByTags(region, 'inputs', ({ ours }) => ours === 'y');
    expect(found).toEqual([{ id: '4', arn: 'arn:4', tags: { ours: 'y' } }]);
    expect(service.requests).toHaveLength(2);
  });

  it('comes to an end though the service does not', async () => {
    service.answer(() => ({ body: { channels: [], nextToken: 'again' } }));
    await expect(medialive.findByTags(region, 'channels', () => true)).rejects.toThrow('has over 50 pages');
  });
});

it('takes what is deleted, and what is not known, for nothing', async () => {
  service.answer(() => ({ body: { id: '1', arn: 'arn:1', state: 'DELETED' } }));
  expect([await medialive.describeInput(region, '1'), await medialive.describeChannel(region, '1')]).toEqual([
    undefined,
    undefined,
  ]);
  service.answer(() => ({ status: 404, error: 'NotFoundException' }));
  expect(await medialive.describeChannel(region, '1')).toBeUndefined();
});

it('sends a change once, and says what is wrong with it and where', async () => {
  const validationErrors = [{ elementPath: 'encoderSettings', errorMessage: 'is required' }];
  const error = 'UnprocessableEntityException';
  service.answer(() => ({ status: 422, error, body: { message: 'It failed.', validationErrors } }));
  await expect(medialive.createChannel(region, {})).rejects.toThrow(
    'CreateChannel was refused (UnprocessableEntityException): It failed. encoderSettings: is required',
  );
  service.answer(() => ({ status: 503, error: 'ServiceUnavailableException' }));
  await expect(medialive.startChannel(region, '1')).rejects.toMatchObject({ name: 'Transient' });
  expect(service.requests).toHaveLength(1);
});

it.each([
  'ConflictException',
  'NotFoundException',
])('looks again where a change meets another state: %s', async (error) => {
  service.answer(() => ({ status: 409, error }));
  await expect(medialive.stopChannel(region, '1')).rejects.toMatchObject({ name: 'Transient' });
});
