import { createHash } from 'node:crypto';
import * as calls from '../../lambdas/aws/mediaconnect';
import type { DesiredFlow } from '../../lambdas/domain/flow';
import { count } from '../../lambdas/runtime/metrics';
import { desiredFlowOf } from '../support/desired-flow';
import { enterFunction } from '../support/function-environment';
import { flowArn } from '../support/source-record';
import { type StubService, startStubService } from '../support/stub-service';
import { allActing, useTargetSts } from '../support/target-account';

useTargetSts();
const mediaconnect = allActing(calls);

jest.mock('../../lambdas/runtime/metrics');
let service: StubService;

beforeAll(async () => {
  service = await startStubService();
  enterFunction({ AWS_ENDPOINT_URL_MEDIACONNECT: service.url });
});
afterAll(() => service.close());

/** A body with every member that the installed client does not know, some of them not sent by the product yet. */
const newerMembers = {
  name: 'news',
  flowSize: 'LARGE_4X',
  flowTags: { 'headworks:source': 'id', channel: 'news' },
  sources: [{ name: 'a', protocol: 'rtp', ingestPort: 5000, sourceTags: { channel: 'a' } }],
  vpcInterfaces: [{ name: 'network', subnetId: 'subnet-1', vpcInterfaceTags: { rack: '1' } }],
  mediaStreams: [{ mediaStreamId: 0, mediaStreamName: 'picture', mediaStreamTags: { layer: 'base' } }],
  outputs: [{ name: 'out', outputTags: { to: 'somebody' } }],
  sourceMonitoringConfig: {
    thumbnailState: 'ENABLED',
    contentQualityAnalysisState: 'ENABLED',
    audioMonitoringSettings: [{ silentAudio: { state: 'ENABLED', thresholdSeconds: 30 } }],
    videoMonitoringSettings: [{ blackFrames: { state: 'ENABLED', thresholdSeconds: 30 } }],
  },
  ndiConfig: { ndiState: 'DISABLED' },
  encodingConfig: { encodingProfile: 'CONTRIBUTION_H264_DEFAULT' },
};

const answeredFlow = {
  ...newerMembers,
  flowArn,
  status: 'STANDBY',
  availabilityZone: 'eu-west-1a',
  source: { name: 'a', sourceArn: 'arn:source', peerIpAddress: '192.0.2.1', connected: true },
};

const asFlow = (body: object) => ({ region: 'eu-west-1', ...body }) as unknown as DesiredFlow;

describe('creating a flow', () => {
  it('sends every member, also those that the client does not know', async () => {
    service.answer(() => ({ status: 201, body: { flow: answeredFlow } }));
    await mediaconnect.createFlow(asFlow(newerMembers));
    const [request] = service.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/v1/flows' });
    expect(request?.body).toEqual(newerMembers);
  });

  it('sends what the domain asks for, and the Region as the place only', async () => {
    service.answer(() => ({ status: 201, body: { flow: answeredFlow } }));
    const { region, ...body } = desiredFlowOf('srt-listener', {}, { metadata: { labels: [{ key: 'ö', value: 'ü' }] } });
    await mediaconnect.createFlow({ region, ...body });
    const [request] = service.requests;
    expect(request?.body).toEqual(JSON.parse(JSON.stringify(body)));
    expect(request?.headers.authorization).toContain(`/${region}/mediaconnect/aws4_request`);
  });

  it('signs the body that leaves', async () => {
    service.answer(() => ({ status: 201, body: { flow: answeredFlow } }));
    await mediaconnect.createFlow(asFlow({ ...newerMembers, name: 'Nachrichten für Zürich' }));
    const { text = '', headers = {} } = service.requests[0] ?? {};
    expect(headers['x-amz-content-sha256']).toBe(createHash('sha256').update(text).digest('hex'));
    expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
    expect(headers['content-type']).toBe('application/json');
  });

  it('answers every member, also those that the client does not know', async () => {
    service.answer(() => ({ status: 201, body: { flow: answeredFlow } }));
    expect(await mediaconnect.createFlow(asFlow({ name: 'news' }))).toEqual(answeredFlow);
  });

  it.each([
    ['throttled', { status: 429, error: 'TooManyRequestsException' }],
    ['failed', { status: 503, error: 'ServiceUnavailableException' }],
    ['not answered', 'lost'],
  ] as const)('is sent once when it is %s, and the error is left to the caller', async (_, answer) => {
    service.answer(() => answer);
    const error = await mediaconnect.createFlow(asFlow({ name: 'news' })).catch((caught) => caught);
    expect(error).toMatchObject(answer === 'lost' ? { code: 'ECONNRESET' } : { name: answer.error });
    expect(service.requests).toHaveLength(1);
  });
});

describe('describing a flow', () => {
  it('answers every member, and what is wrong with the flow', async () => {
    service.answer(() => ({ body: { flow: answeredFlow, messages: { errors: ['one', 'two'] } } }));
    const described = await mediaconnect.describeFlow('eu-west-1', flowArn);
    expect(described).toEqual({ flow: answeredFlow, errors: ['one', 'two'] });
    expect(service.requests[0]).toMatchObject({ method: 'GET', path: `/v1/flows/${flowArn}` });
    expect(calls.flowErrors(described)).toBe('one two');
  });

  it('always has words for what is wrong', async () => {
    service.answer(() => ({ body: { flow: answeredFlow } }));
    const described = await mediaconnect.describeFlow('eu-west-1', flowArn);
    expect(described?.errors).toEqual([]);
    expect(calls.flowErrors(described)).toBe('MediaConnect gave no reason.');
    expect(calls.flowErrors(undefined)).toBe('MediaConnect gave no reason.');
  });

  it('answers nothing for a flow that is not there', async () => {
    service.answer(() => ({ status: 404, error: 'NotFoundException' }));
    expect(await mediaconnect.describeFlow('eu-west-1', flowArn)).toBeUndefined();
  });

  it('asks again after a fault, and answers what came last', async () => {
    service.answer(() =>
      service.requests.length < 3
        ? { status: 503, error: 'ServiceUnavailableException' }
        : { body: { flow: answeredFlow } },
    );
    expect((await mediaconnect.describeFlow('eu-west-1', flowArn))?.flow).toEqual(answeredFlow);
    expect(service.requests).toHaveLength(3);
  });

  it.each([
    [503, 'ServiceUnavailableException', 'Transient', 3],
    [403, 'ForbiddenException', 'ServiceRefused', 1],
  ] as const)('calls %i %s %s after %i attempts', async (status, error, name, attempts) => {
    service.answer(() => ({ status, error }));
    await expect(mediaconnect.describeFlow('eu-west-1', flowArn)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(error),
    });
    expect(service.requests).toHaveLength(attempts);
  });
});

describe('changing the state of a flow', () => {
  const transitions = [
    ['POST', `/v1/flows/start/${flowArn}`, mediaconnect.startFlow, 'STARTING'],
    ['POST', `/v1/flows/stop/${flowArn}`, mediaconnect.stopFlow, 'STOPPING'],
    ['DELETE', `/v1/flows/${flowArn}`, mediaconnect.deleteFlow, 'DELETING'],
  ] as const;

  it.each(transitions)('is accepted by %s %s', async (method, path, call, status) => {
    service.answer(() => ({ status: 202, body: { flowArn, status } }));
    expect(await call('eu-west-1', flowArn)).toEqual({ outcome: 'accepted', status });
    expect(service.requests).toMatchObject([{ method, path }]);
  });

  it.each(transitions)('is told apart when the state forbids it, or the flow is gone: %s %s', async (_, __, call) => {
    service.answer(() => ({ status: 400, error: 'BadRequestException', body: { message: 'wrong state' } }));
    expect(await call('eu-west-1', flowArn)).toEqual({ outcome: 'refused', reason: 'wrong state' });
    service.answer(() => ({ status: 404, error: 'NotFoundException' }));
    expect(await call('eu-west-1', flowArn)).toEqual({ outcome: 'gone' });
  });

  it.each(transitions)('is asked for once, whatever comes back: %s %s', async (_, __, call) => {
    for (const answer of ['lost', { status: 500, error: 'InternalServerErrorException' }] as const) {
      service.answer(() => answer);
      await expect(call('eu-west-1', flowArn)).rejects.toMatchObject({ name: 'Transient' });
      expect(service.requests).toHaveLength(1);
    }
    service.answer(() => ({ status: 403, error: 'ForbiddenException' }));
    await expect(call('eu-west-1', flowArn)).rejects.toMatchObject({ name: 'ServiceRefused' });
  });
});

describe('looking through flows', () => {
  it('follows every page', async () => {
    const pages: Record<string, object> = {
      first: { flows: [{ name: 'a', flowArn: 'arn:a' }], nextToken: 'more' },
      more: { flows: [], nextToken: 'last' },
      last: { flows: [{ name: 'b', flowArn: 'arn:b' }] },
    };
    service.answer(({ path }) => ({
      body: pages[new URL(path, 'http://stub').searchParams.get('nextToken') ?? 'first'],
    }));
    const found: unknown[] = [];
    for await (const flow of mediaconnect.listFlows('eu-west-1')) found.push(flow);
    expect(found).toEqual([
      { name: 'a', flowArn: 'arn:a' },
      { name: 'b', flowArn: 'arn:b' },
    ]);
    expect(service.requests).toHaveLength(3);
  });

  it('says which call failed', async () => {
    service.answer(() => ({ status: 403, error: 'ForbiddenException' }));
    const look = async () => mediaconnect.listFlows('eu-west-1').next();
    await expect(look()).rejects.toThrow('ListFlows was refused (ForbiddenException)');
    await expect(mediaconnect.resourceTags('eu-west-1', flowArn)).rejects.toThrow('ListTagsForResource was refused');
  });

  it('reads the tags of a flow, none if it is gone', async () => {
    service.answer(() => ({ body: { tags: { a: 'b' } } }));
    expect(await mediaconnect.resourceTags('eu-west-1', flowArn)).toEqual({ a: 'b' });
    service.answer(() => ({ status: 404, error: 'NotFoundException' }));
    expect(await mediaconnect.resourceTags('eu-west-1', flowArn)).toEqual({});
  });
});

describe('calls that were refused for their number', () => {
  it('are counted, every attempt of them', async () => {
    service.answer(() =>
      service.requests.length < 3
        ? { status: 429, error: 'TooManyRequestsException' }
        : { body: { flow: answeredFlow, messages: {} } },
    );
    expect(await mediaconnect.describeFlow('eu-west-1', flowArn)).toBeDefined();
    expect(jest.mocked(count).mock.calls).toEqual([['MediaConnectThrottle'], ['MediaConnectThrottle']]);
  });

  it('are told from other failures', async () => {
    service.answer(() =>
      service.requests.length < 2
        ? { status: 503, error: 'ServiceUnavailableException' }
        : { status: 400, error: 'BadRequestException' },
    );
    await expect(mediaconnect.describeFlow('eu-west-1', flowArn)).rejects.toThrow();
    expect(service.requests).toHaveLength(2);
    expect(count).not.toHaveBeenCalled();
  });
});
