import { Bench, neighbour, pass, useServiceTime } from './bench';
import { cdiFlow, transportSources, vpcInterface } from './flows';

useServiceTime();
const source = transportSources.rtp;
const tags = (bench: Bench, resourceArn: string) =>
  bench.ok('ListTagsForResource', { resourceArn }).then((each) => each.tags);

describe('tags', () => {
  it('come with the creation of a flow and of each of its parts', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({
      ...cdiFlow,
      flowTags: { of: 'flow' },
      source: { ...cdiFlow.source, sourceTags: { of: 'source' } },
      vpcInterfaces: [{ ...vpcInterface('efa-1', 'efa'), vpcInterfaceTags: { of: 'interface' } }],
      mediaStreams: cdiFlow.mediaStreams.map((each) => ({ ...each, mediaStreamTags: { of: each.mediaStreamName } })),
      outputs: [{ name: 'out', protocol: 'cdi', mediaStreamOutputConfigurations: [], outputTags: { of: 'output' } }],
    });
    const { flow } = await bench.describe(flowArn);
    expect(JSON.stringify(flow)).not.toMatch(/tags/i);
    expect(await tags(bench, flowArn)).toEqual({ of: 'flow' });
    expect(await tags(bench, flow.source.sourceArn)).toEqual({ of: 'source' });
    expect(await tags(bench, flow.outputs[0].outputArn)).toEqual({ of: 'output' });
    expect(await tags(bench, `${flowArn}/vpcInterface/efa-1`)).toEqual({ of: 'interface' });
    expect(await tags(bench, `${flowArn}/mediaStream/video`)).toEqual({ of: 'video' });
  });

  it('are added, replaced and removed by key', async () => {
    const bench = new Bench();
    const resourceArn = await bench.create({ source, flowTags: { a: '1', b: '1' } });
    await bench.ok('TagResource', { resourceArn, tags: { b: '2', c: '' } });
    expect(await tags(bench, resourceArn)).toEqual({ a: '1', b: '2', c: '' });
    await bench.ok('UntagResource', { resourceArn, tagKeys: ['a', 'c', 'unknown'] });
    expect(await tags(bench, resourceArn)).toEqual({ b: '2' });
  });

  it('go with their flow', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source, flowTags: { a: '1' } });
    await bench.ok('DeleteFlow', { flowArn });
    expect(await tags(bench, flowArn)).toEqual({ a: '1' });
    pass(30);
    expect(await bench.refusal('ListTagsForResource', { resourceArn: flowArn })).toMatch(/^NotFoundException/);
  });

  it('go with a removed part: its namesake begins without', async () => {
    const bench = new Bench();
    const sourceFailoverConfig = { state: 'ENABLED', failoverMode: 'MERGE' };
    const second = { ...source, name: 'b', ingestPort: 5010 };
    const flowArn = await bench.create({
      sources: [source, { ...second, sourceTags: { a: '1' } }],
      sourceFailoverConfig,
    });
    const { sourceArn } = (await bench.describe(flowArn)).flow.sources[1];
    expect(await tags(bench, sourceArn)).toEqual({ a: '1' });
    await bench.ok('RemoveFlowSource', { flowArn, sourceArn });
    pass(2);
    await bench.ok('AddFlowSources', { flowArn, sources: [second] });
    expect(await tags(bench, sourceArn)).toEqual({});
  });

  it.each([
    ['51 of them', Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, ''])), /at most 50 tags/],
    ['a key of AWS', { 'aws:cloudformation:stack-name': 'x' }, /must not begin with aws:/],
    ['an empty key', { '': 'x' }, /must have 1-128 characters/],
    ['a key of 129 characters', { ['k'.repeat(129)]: 'x' }, /must have 1-128 characters/],
    ['a value of 257 characters', { k: 'v'.repeat(257) }, /at most 256 characters/],
    ['a value with a semicolon', { k: 'a;b' }, /letters, digits, spaces/],
    ['a value that is no string', { k: 1 }, /must be a string, was 1/],
  ])('refuse %s', async (_what, tags, message) => {
    const bench = new Bench();
    const resourceArn = await bench.create({ source });
    expect(await bench.refusal('TagResource', { resourceArn, tags })).toMatch(message);
    expect(await bench.refusal('CreateFlow', { name: 'x', source, flowTags: tags })).toMatch(message);
  });

  it('keep a key that JavaScript gives a meaning', async () => {
    const bench = new Bench();
    const flowTags = JSON.parse('{"__proto__":"1","constructor":"2"}');
    const resourceArn = await bench.create({ source, flowTags });
    bench.restart();
    expect(Object.entries(await tags(bench, resourceArn))).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });
});

describe('lists', () => {
  const names = (answer: { flows: { name: string }[] }) => answer.flows.map((each) => each.name);

  it('page by 10 unless asked otherwise', async () => {
    const bench = new Bench();
    for (let number = 10; number < 22; number += 1) await bench.create({ name: `flow-${number}`, source });
    const first = await bench.ok('ListFlows');
    expect(first.flows).toHaveLength(10);
    const second = await bench.ok('ListFlows', { nextToken: first.nextToken });
    expect(names(second)).toEqual(['flow-20', 'flow-21']);
    expect(second).not.toHaveProperty('nextToken');
    expect((await bench.ok('ListFlows', { maxResults: 1000 })).flows).toHaveLength(12);
    expect(await bench.ok('ListFlows', { maxResults: 12 })).not.toHaveProperty('nextToken');
  });

  it('neither skip nor repeat while flows come and go between pages', async () => {
    const bench = new Bench();
    const arns = [];
    for (const name of ['a', 'b', 'c', 'd']) arns.push(await bench.create({ name, source }));
    const first = await bench.ok('ListFlows', { maxResults: 2 });
    await bench.ok('DeleteFlow', { flowArn: arns[0] });
    pass(30);
    await bench.create({ name: 'e', source });
    const second = await bench.ok('ListFlows', { maxResults: 5, nextToken: first.nextToken });
    expect([...names(first), ...names(second)]).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('refuse a token or a page size that is not theirs', async () => {
    const bench = new Bench();
    expect(await bench.refusal('ListFlows', { nextToken: 'x' })).toMatch(/nextToken is not valid/);
    for (const maxResults of [0, 1001, 'x', 1.5])
      expect(await bench.refusal('ListFlows', { maxResults })).toMatch(/maxResults must be 1-1000/);
  });

  it('page entitlements by 20', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source });
    const entitlements = Array.from({ length: 25 }, () => ({ subscribers: [neighbour.account] }));
    await bench.ok('GrantFlowEntitlements', { flowArn, entitlements });
    const first = await bench.ok('ListEntitlements', {}, neighbour);
    expect(first.entitlements).toHaveLength(20);
    const second = await bench.ok('ListEntitlements', { nextToken: first.nextToken }, neighbour);
    const arns = [...first.entitlements, ...second.entitlements].map((each) => each.entitlementArn);
    expect(new Set(arns).size).toBe(26);
  });
});
