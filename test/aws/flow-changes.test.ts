import * as flowChanges from '../../lambdas/aws/flow-changes';
import { enterFunction } from '../support/function-environment';
import { flowArn } from '../support/source-record';
import { type SeenRequest, type StubAnswer, type StubService, startStubService } from '../support/stub-service';
import { allActing, useTargetSts } from '../support/target-account';

useTargetSts();
const { changeFlow } = allActing(flowChanges);
type ChangeStep = flowChanges.ChangeStep;

let service: StubService;

beforeAll(async () => {
  service = await startStubService();
  enterFunction({ AWS_ENDPOINT_URL_MEDIACONNECT: service.url });
});
beforeEach(() => service.answer(() => ({})));
afterAll(() => service.close());

const sourceArn = 'arn:aws:mediaconnect:eu-west-1:111122223333:source:1-11aa:first';
const path = `/v1/flows/${flowArn}`;
const told = { resource: 'a part', impact: 'live', reason: 'A test.' } as const;

/** What a step is about, in words that do not matter here. */
const step = (deed: object) => ({ flowArn, ...told, ...deed }) as ChangeStep;
const change = (deed: object) => changeFlow('eu-west-1', flowArn, step(deed));

/** Each step with its call; the bodies have members that the installed client drops. */
const calls: [ChangeStep['action'], object, string, string, unknown][] = [
  [
    'update-flow',
    { change: { flowSize: 'LARGE', sourceFailoverConfig: { state: 'DISABLED' } } },
    'PUT',
    path,
    { flowSize: 'LARGE', sourceFailoverConfig: { state: 'DISABLED' } },
  ],
  [
    'add-flow-source',
    { flowSource: { name: 'second', protocol: 'rtp', ingestPort: 5010, sourceTags: { camera: 'two' } } },
    'POST',
    `${path}/source`,
    { sources: [{ name: 'second', protocol: 'rtp', ingestPort: 5010, sourceTags: { camera: 'two' } }] },
  ],
  [
    'update-flow-source',
    { name: 'first', sourceArn, change: { ingestPort: 5010, newer: { member: 1 } } },
    'PUT',
    `${path}/source/${sourceArn}`,
    { ingestPort: 5010, newer: { member: 1 } },
  ],
  ['remove-flow-source', { name: 'first', sourceArn }, 'DELETE', `${path}/source/${sourceArn}`, undefined],
  [
    'add-media-stream',
    { mediaStreams: [{ mediaStreamId: 1, mediaStreamName: 'sound', mediaStreamTags: { layer: 'base' } }] },
    'POST',
    `${path}/mediaStreams`,
    { mediaStreams: [{ mediaStreamId: 1, mediaStreamName: 'sound', mediaStreamTags: { layer: 'base' } }] },
  ],
  [
    'update-media-stream',
    { name: 'sound', change: { clockRate: 96_000, newer: 1 } },
    'PUT',
    `${path}/mediaStreams/sound`,
    { clockRate: 96_000, newer: 1 },
  ],
  ['remove-media-stream', { name: 'sound' }, 'DELETE', `${path}/mediaStreams/sound`, undefined],
  [
    'add-vpc-interface',
    { vpcInterfaces: [{ name: 'network', subnetId: 'subnet-1', vpcInterfaceTags: { rack: '1' } }] },
    'POST',
    `${path}/vpcInterfaces`,
    { vpcInterfaces: [{ name: 'network', subnetId: 'subnet-1', vpcInterfaceTags: { rack: '1' } }] },
  ],
  ['remove-vpc-interface', { name: 'network' }, 'DELETE', `${path}/vpcInterfaces/network`, undefined],
  [
    'tag',
    { resourceArn: flowArn, tags: { channel: 'news' } },
    'POST',
    `/tags/${flowArn}`,
    { tags: { channel: 'news' } },
  ],
  ['untag', { resourceArn: flowArn, tagKeys: ['a', 'b'] }, 'DELETE', `/tags/${flowArn}?tagKeys=a&tagKeys=b`, undefined],
];

describe.each(calls)('the step %s', (action, deed, method, address, body) => {
  it('is one call, with everything that it is to say', async () => {
    await change({ action, ...deed });
    expect(service.requests).toMatchObject([{ method, path: address }]);
    expect(service.requests[0]?.body).toEqual(body);
  });

  it.each([
    ['throttled', { status: 429, error: 'TooManyRequestsException' }],
    ['failed', { status: 503, error: 'ServiceUnavailableException' }],
    ['not answered', 'lost'],
  ] as const)('is sent once when it is %s, and can be tried again', async (_, answer) => {
    service.answer(() => answer);
    await expect(change({ action, ...deed })).rejects.toMatchObject({ name: 'Transient' });
    expect(service.requests).toHaveLength(1);
  });
});

it('answers which network interfaces the service could not delete', async () => {
  const removal = { action: 'remove-vpc-interface', name: 'network' };
  expect(await change(removal)).toEqual([]);
  service.answer(() => ({ body: { nonDeletedNetworkInterfaceIds: ['eni-1'] } }));
  expect(await change(removal)).toEqual(['eni-1']);
});

const update = { action: 'update-flow-source', name: 'first', sourceArn, change: { ingestPort: 5010 } };
const badRequest = { status: 400, error: 'BadRequestException', body: { message: 'port in use' } } as const;

/** A MediaConnect that answers changes so, and describes the flow in this status; without one it has no flow. */
const refusing =
  (refusal: StubAnswer, status?: string) =>
  ({ method }: SeenRequest): StubAnswer => {
    if (method !== 'GET') return refusal;
    return status ? { body: { flow: { flowArn, status } } } : { status: 404, error: 'NotFoundException' };
  };

describe('a refusal', () => {
  it.each(['UPDATING', 'STARTING', 'STOPPING', 'DELETING'])('is of the moment while the flow is %s', async (status) => {
    service.answer(refusing(badRequest, status));
    const error = { name: 'FlowBusy', message: `Flow ${flowArn} is ${status}.` };
    await expect(change(update)).rejects.toMatchObject(error);
  });

  it.each(['STANDBY', 'ACTIVE', 'ERROR'])('is of the change itself where the flow is %s', async (status) => {
    service.answer(refusing(badRequest, status));
    const error = {
      name: 'ServiceRefused',
      message: 'UpdateFlowSource was refused (BadRequestException): port in use',
    };
    await expect(change(update)).rejects.toMatchObject(error);
  });

  it('of a flow that is gone says so in the words of the service', async () => {
    service.answer(refusing(badRequest));
    await expect(change(update)).rejects.toMatchObject({ name: 'ServiceRefused' });
  });

  it.each([
    [403, 'ForbiddenException'],
    [404, 'NotFoundException'],
  ])('with %i is for good, whatever the flow does, and names the operation', async (status, error) => {
    service.answer(refusing({ status, error }, 'UPDATING'));
    await expect(change(update)).rejects.toMatchObject({
      name: 'ServiceRefused',
      message: expect.stringContaining(`UpdateFlowSource was refused (${error})`),
    });
    expect(service.requests).toHaveLength(1);
  });
});

describe('a flow source without a known ARN', () => {
  const { sourceArn: _, ...unknown } = update;
  const described = (sources: object) => ({ body: { flow: { flowArn, status: 'ACTIVE', ...sources } } });

  it.each([
    ['PUT', unknown],
    ['DELETE', { ...unknown, action: 'remove-flow-source' }],
  ])('is looked up by its name for %s', async (method, deed) => {
    const sources = [
      { name: 'other', sourceArn: 'arn:other' },
      { name: 'first', sourceArn },
    ];
    service.answer(() => described({ sources }));
    await change(deed);
    expect(service.requests).toMatchObject([{ method: 'GET' }, { method, path: `${path}/source/${sourceArn}` }]);
  });

  it('that is not there leads to another look, and to no call', async () => {
    service.answer(() => described({ sources: [{ name: 'other', sourceArn: 'arn:other' }] }));
    await expect(change(unknown)).rejects.toMatchObject({ name: 'FlowBusy' });
    expect(service.requests).toMatchObject([{ method: 'GET' }]);
  });
});
