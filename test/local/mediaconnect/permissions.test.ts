import { Bench, home, useServiceTime } from './bench';
import { cdiFlow, srtKeys, transportSources } from './flows';
import { requestOf } from './model';

useServiceTime();
const required = (bench: Bench, operation: string, input: Record<string, unknown> = {}) =>
  bench.simulator.requiredActions({ ...requestOf(operation, input), ...home });
const actions = (bench: Bench, operation: string, input: Record<string, unknown> = {}) =>
  required(bench, operation, input).map((each) => each.action.replace('mediaconnect:', ''));

describe('the actions a call needs', () => {
  it('for CreateFlow are those of the parts it brings, on a flow and parts whose ids are not known yet', () => {
    const source = { ...transportSources['srt-listener'], sourceTags: { b: '2' } };
    const needed = required(new Bench(), 'CreateFlow', { name: 'studio', source, flowTags: { a: '1' } });
    const resource = 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:*:studio';
    const brought = `arn:aws:mediaconnect:eu-west-1:111122223333:source:*:${source.name}`;
    const requestTags = { a: '1', b: '2' };
    expect(needed).toEqual([
      { action: 'mediaconnect:CreateFlow', resource, requestTags },
      { action: 'mediaconnect:AddFlowSources', resource, requestTags },
      { action: 'mediaconnect:AddFlowSources', resource: brought, requestTags },
      { action: 'mediaconnect:TagResource', resource, requestTags },
      { action: 'mediaconnect:TagResource', resource: brought, requestTags },
      { action: 'iam:PassRole', resource: srtKeys.roleArn, passedToService: 'mediaconnect.amazonaws.com' },
    ]);
  });

  it('for CreateFlow of every kind of part are all of them, each role once', () => {
    const outputs = [{ protocol: 'cdi' }];
    const needed = actions(new Bench(), 'CreateFlow', { name: 'x', ...cdiFlow, outputs, entitlements: [] });
    expect([...new Set(needed)].sort()).toEqual(
      [
        'AddFlowMediaStreams',
        'AddFlowOutputs',
        'AddFlowSources',
        'AddFlowVpcInterfaces',
        'CreateFlow',
        'GrantFlowEntitlements',
        'iam:PassRole',
      ].sort(),
    );
  });

  it('for DeleteFlow are those that take its parts away, with the tags of the flow', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source: transportSources.rtp, flowTags: { a: '1' } });
    const needed = required(bench, 'DeleteFlow', { flowArn });
    expect(needed).toContainEqual({ action: 'mediaconnect:DeleteFlow', resource: flowArn, resourceTags: { a: '1' } });
    const onFlow = needed.filter(({ resource }) => resource === flowArn);
    expect(onFlow.map((each) => each.action.replace('mediaconnect:', ''))).toEqual([
      'DeleteFlow',
      'RemoveFlowSource',
      'RemoveFlowVpcInterface',
      'RemoveFlowMediaStream',
      'RemoveFlowOutput',
      'RevokeFlowEntitlement',
    ]);
    const sourceArn = `${flowArn.replace(':flow:', ':source:').replace(/[^:]*$/, '')}${transportSources.rtp.name}`;
    expect(needed.filter(({ resource }) => resource !== flowArn)).toEqual([
      { action: 'mediaconnect:RemoveFlowSource', resource: sourceArn, resourceTags: {} },
    ]);
  });

  it.each([
    ['RemoveFlowOutput', { outputArn: 'arn:aws:mediaconnect:eu-west-1:111122223333:output:1-a:x' }, ':output:1-a:x'],
    ['RemoveFlowVpcInterface', { vpcInterfaceName: 'x' }, ':flow:1-a:b/vpcInterface/x'],
    ['UpdateFlowMediaStream', { mediaStreamName: 'x' }, ':flow:1-a:b/mediaStream/x'],
    ['AddFlowOutputs', { outputs: [{ name: 'x' }] }, ':output:1-a:x'],
  ])('for %s are asked for on the flow and on the part', (operation, input, part) => {
    const place = 'arn:aws:mediaconnect:eu-west-1:111122223333';
    const flowArn = `${place}:flow:1-a:b`;
    expect(required(new Bench(), operation, { flowArn, ...input }).map(({ resource }) => resource)).toEqual([
      flowArn,
      `${place}${part}`,
    ]);
  });

  it.each([
    ['AddFlowSources', { sources: [transportSources['srt-listener']] }, ['AddFlowSources', 'iam:PassRole']],
    ['UpdateFlowSource', { sourceArn: 's', decryption: srtKeys }, ['UpdateFlowSource', 'iam:PassRole']],
    ['GrantFlowEntitlements', { entitlements: [{ subscribers: [], encryption: srtKeys }] }, ['GrantFlowEntitlements']],
    ['StartFlow', {}, ['StartFlow']],
    ['ListTagsForResource', {}, ['ListTagsForResource']],
  ])('for %s are %j', (operation, input, expected) => {
    const arn = 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-a:b';
    const needed = actions(new Bench(), operation, { flowArn: arn, resourceArn: arn, ...input });
    expect([...new Set(needed)]).toEqual(expected);
  });

  it('for tagging name the tags and the keys', async () => {
    const bench = new Bench();
    const resourceArn = await bench.create({ source: transportSources.rtp });
    expect(required(bench, 'TagResource', { resourceArn, tags: { a: '1' } })).toEqual([
      { action: 'mediaconnect:TagResource', resource: resourceArn, requestTags: { a: '1' }, resourceTags: {} },
    ]);
    expect(required(bench, 'UntagResource', { resourceArn, tagKeys: ['a'] })).toMatchObject([
      { requestTags: { a: '' } },
    ]);
  });

  it('for a list, of tags too, are on everything', () => {
    expect(required(new Bench(), 'ListFlows')).toEqual([{ action: 'mediaconnect:ListFlows', resource: '*' }]);
    const resourceArn = 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-a:b';
    const needed = required(new Bench(), 'ListTagsForResource', { resourceArn });
    expect(needed).toEqual([{ action: 'mediaconnect:ListTagsForResource', resource: '*' }]);
  });

  it('for a body that cannot be read are at least the operation', () => {
    const request = { method: 'POST', path: '/v1/flows', query: new URLSearchParams(), body: '{', ...home };
    expect(new Bench().simulator.requiredActions(request)).toMatchObject([{ action: 'mediaconnect:CreateFlow' }]);
  });
});
