import { Bench, home, neighbour, pass, useServiceTime } from './bench';
import { cdiFlow, pairedFlow, srtKeys, vpcInterface } from './flows';
import { operations, problemsOf } from './model';

useServiceTime();

/** Calls every operation once, so that each answer is held against the model, and answers which ones it called. */
async function tour(): Promise<Set<string>> {
  const bench = new Bench();
  const called = new Set<string>();
  const settle = () => pass(30);
  const call = (operation: string, input?: Record<string, unknown>) => {
    called.add(operation);
    return bench.ok(operation, input);
  };
  const paired = await call('CreateFlow', {
    name: 'paired',
    ...pairedFlow,
    sourceMonitoringConfig: { thumbnailState: 'ENABLED' },
  });
  const { flowArn } = paired.flow;
  const parts = await call('AddFlowVpcInterfaces', { flowArn, vpcInterfaces: [vpcInterface('ena-1')] });
  settle();
  await call('RemoveFlowVpcInterface', { flowArn, vpcInterfaceName: parts.vpcInterfaces[0].name });
  settle();
  const output = { protocol: 'srt-caller', destination: '192.0.2.50', port: 6000, encryption: srtKeys };
  const { outputs } = await call('AddFlowOutputs', { flowArn, outputs: [output] });
  const { outputArn } = outputs[0];
  settle();
  await call('UpdateFlowOutput', { flowArn, outputArn, port: 6010 });
  settle();
  await call('RemoveFlowOutput', { flowArn, outputArn });
  settle();
  const granted = await call('GrantFlowEntitlements', {
    flowArn,
    entitlements: [{ subscribers: [neighbour.account] }],
  });
  const { entitlementArn } = granted.entitlements[0];
  await call('UpdateFlowEntitlement', { flowArn, entitlementArn, description: 'news' });
  await call('ListEntitlements');
  await call('StartFlow', { flowArn });
  settle();
  bench.signal({ flowArn, connected: true });
  await call('DescribeFlowSourceMetadata', { flowArn });
  await call('DescribeFlowSourceThumbnail', { flowArn });
  expect(await call('DescribeFlow', { flowArn })).toHaveProperty('messages');
  await call('RevokeFlowEntitlement', { flowArn, entitlementArn });
  const [first, second] = paired.flow.sources;
  await call('UpdateFlowSource', { flowArn, sourceArn: first.sourceArn, minLatency: 100 });
  settle();
  await call('RemoveFlowSource', { flowArn, sourceArn: second.sourceArn });
  settle();
  await call('AddFlowSources', { flowArn, sources: [{ ...pairedFlow.sources[1] }] });
  settle();
  await call('UpdateFlow', { flowArn, maintenance: { maintenanceDay: 'Friday', maintenanceStartHour: '03:00' } });
  settle();
  await call('TagResource', { resourceArn: flowArn, tags: { a: '1' } });
  await call('ListTagsForResource', { resourceArn: flowArn });
  await call('UntagResource', { resourceArn: flowArn, tagKeys: ['a'] });
  await call('ListFlows', { maxResults: 1 });
  await call('StopFlow', { flowArn });
  settle();
  await call('DeleteFlow', { flowArn });
  const cdi = (await call('CreateFlow', { name: 'cdi', ...cdiFlow })).flow.flowArn;
  const extra = { mediaStreamId: 9, mediaStreamName: 'extra', mediaStreamType: 'audio' };
  await call('AddFlowMediaStreams', { flowArn: cdi, mediaStreams: [extra] });
  settle();
  await call('UpdateFlowMediaStream', { flowArn: cdi, mediaStreamName: 'extra', description: 'x' });
  settle();
  await call('RemoveFlowMediaStream', { flowArn: cdi, mediaStreamName: 'extra' });
  return called;
}

describe('the answers', () => {
  it('of every operation are as the service’s model has them', async () => {
    expect([...(await tour())].sort()).toEqual([...operations].sort());
  });

  const listed = {
    flowArn: 'x',
    name: 'x',
    description: '',
    availabilityZone: 'x',
    status: 'ACTIVE',
    sourceType: 'OWNED',
  };
  const list = (change: object) => JSON.stringify({ flows: [{ ...listed, ...change }] });
  const headers: Record<string, string> = {};
  const error = { 'x-amzn-errortype': 'NotFoundException' };

  it.each([
    ['nothing wrong', 'ListFlows', { status: 200, headers, body: list({}) }, []],
    [
      'a missing member',
      'ListFlows',
      { status: 200, headers, body: list({ status: undefined }) },
      ['ListFlows.flows[0].status: missing'],
    ],
    [
      'a member too many',
      'ListFlows',
      { status: 200, headers, body: list({ arn: 'x' }) },
      ['ListFlows.flows[0].arn: not a member'],
    ],
    [
      'a word outside its enumeration',
      'ListFlows',
      { status: 200, headers, body: list({ status: 'IDLE' }) },
      ['ListFlows.flows[0].status: IDLE is not in the enumeration'],
    ],
    [
      'another type',
      'ListFlows',
      { status: 200, headers, body: list({ name: 1 }) },
      ['ListFlows.flows[0].name: 1 is not a string'],
    ],
    ['another status', 'ListFlows', { status: 201, headers, body: list({}) }, ['ListFlows: status 201, not 200']],
    [
      'an error of other operations',
      'ListFlows',
      { status: 404, headers: error, body: '{"message":"x"}' },
      ['ListFlows: NotFoundException is not one of its errors'],
    ],
    [
      'an error with another status',
      'DescribeFlow',
      { status: 400, headers: error, body: '{"message":"x"}' },
      ['DescribeFlow: NotFoundException with status 400, not 404'],
    ],
    [
      'an error without its text',
      'DescribeFlow',
      { status: 404, headers: error, body: '{}' },
      ['DescribeFlow.message: missing'],
    ],
    [
      'a body where none belongs',
      'TagResource',
      { status: 204, headers, body: '{}' },
      ['TagResource: a body where none belongs'],
    ],
  ])('are found to have %s', (_what, operation, answer, problems) => {
    expect(problemsOf(operation, answer)).toEqual(problems);
  });

  it('always bear a request id and JSON', async () => {
    const { headers: found } = await new Bench().call('ListFlows', {}, home);
    expect(found).toEqual({
      'content-type': 'application/json',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });
});
