import { Bench, pass, useServiceTime } from './bench';
import { aesKeys, cdiFlow, pairedFlow, srtKeys, transportSources, vpcInterface } from './flows';

useServiceTime();
const source = transportSources.rtp;

describe('sources of a flow that exists', () => {
  const update = async (kind: keyof typeof transportSources, change: Record<string, unknown>) => {
    const bench = new Bench();
    const flowArn = await bench.create({ source: transportSources[kind], vpcInterfaces: [vpcInterface('ena-1')] });
    const { sourceArn } = (await bench.describe(flowArn)).flow.source;
    return { bench, flowArn, sourceArn, change: { flowArn, sourceArn, ...change } };
  };

  it('keeps what a change does not name', async () => {
    const { bench, flowArn, change } = await update('srt-listener', { minLatency: 500, description: 'studio 1' });
    const { source } = await bench.ok('UpdateFlowSource', change);
    expect(source).toMatchObject({
      description: 'studio 1',
      ingestPort: 5000,
      decryption: srtKeys,
      transport: { minLatency: 500 },
    });
    pass(2);
    expect((await bench.describe(flowArn)).flow.source).toEqual(source);
  });

  it('takes another protocol, and drops what that does not know', async () => {
    const { bench, change } = await update('srt-listener', { protocol: 'rtp' });
    const { source } = await bench.ok('UpdateFlowSource', change);
    expect(source.transport).toEqual({ protocol: 'rtp' });
    expect(source).not.toHaveProperty('decryption');
    expect(source.ingestPort).toBe(5000);
  });

  it.each([
    ['on the internet', {}, 2088],
    ['on a VPC interface', { vpcInterfaceName: 'ena-1' }, 2090],
  ])('chooses the port anew when the protocol becomes Zixi %s', async (_where, entrance, port) => {
    const { bench, change } = await update('rtp', { protocol: 'zixi-push', ...entrance });
    expect((await bench.ok('UpdateFlowSource', change)).source.ingestPort).toBe(port);
  });

  it('refuses what the new protocol does not know', async () => {
    const { bench, change } = await update('srt-listener', { protocol: 'rtp', minLatency: 500 });
    expect(await bench.refusal('UpdateFlowSource', change)).toMatch(/minLatency is not allowed/);
  });

  it('moves from the internet to a VPC interface', async () => {
    const { bench, change } = await update('rtp', { vpcInterfaceName: 'ena-1' });
    const { source } = await bench.ok('UpdateFlowSource', change);
    expect(source).toMatchObject({ vpcInterfaceName: 'ena-1', ingestIp: expect.stringMatching(/^10\./) });
    expect(source).not.toHaveProperty('whitelistCidr');
  });

  it('keeps role and algorithm when only the secret changes', async () => {
    const secretArn = `${aesKeys.secretArn.slice(0, -6)}GhIjKl`;
    const { bench, change } = await update('zixi-push', { decryption: { secretArn } });
    expect((await bench.ok('UpdateFlowSource', change)).source.decryption).toEqual({ ...aesKeys, secretArn });
  });

  it('becomes an entitled source, and an ordinary one again', async () => {
    const { bench, change } = await update('srt-listener', transportSources.entitlement);
    const { source: entitled } = await bench.ok('UpdateFlowSource', change);
    expect(entitled).toMatchObject({ entitlementArn: transportSources.entitlement.entitlementArn });
    for (const member of ['transport', 'ingestPort', 'whitelistCidr', 'decryption'])
      expect(entitled).not.toHaveProperty(member);
    pass(2);
    const { flowArn, sourceArn } = change;
    const { source: ordinary } = await bench.ok('UpdateFlowSource', { flowArn, sourceArn, ...transportSources.rtp });
    expect(ordinary).toMatchObject({ ingestPort: 5000, transport: { protocol: 'rtp' } });
    expect(ordinary).not.toHaveProperty('entitlementArn');
  });

  it('changes an entitled source in STANDBY only', async () => {
    const { bench, flowArn, change } = await update('entitlement', { description: 'x' });
    await bench.ok('StartFlow', { flowArn });
    pass(20);
    expect(await bench.refusal('UpdateFlowSource', change)).toMatch(/only in STANDBY, not in ACTIVE/);
  });

  it('adds and removes a second source', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source, sourceFailoverConfig: { state: 'ENABLED', failoverMode: 'MERGE' } });
    const second = { ...source, name: 'b', ingestPort: 5010 };
    const { sources } = await bench.ok('AddFlowSources', { flowArn, sources: [second] });
    expect(sources).toMatchObject([{ name: 'b', ingestPort: 5010 }]);
    pass(2);
    const { sourceArn } = sources[0];
    expect(await bench.ok('RemoveFlowSource', { flowArn, sourceArn })).toEqual({ flowArn, sourceArn });
    pass(2);
    expect((await bench.describe(flowArn)).flow.sources).toMatchObject([{ name: 'in' }]);
    const last = (await bench.describe(flowArn)).flow.source.sourceArn;
    expect(await bench.refusal('RemoveFlowSource', { flowArn, sourceArn: last })).toMatch(/only source/);
    expect(await bench.refusal('RemoveFlowSource', { flowArn, sourceArn })).toMatch(/^NotFoundException/);
  });

  it('refuses a second source while failover is off', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source });
    const sources = [{ ...source, name: 'b', ingestPort: 5010 }];
    expect(await bench.refusal('AddFlowSources', { flowArn, sources })).toMatch(/A second source needs/);
  });

  it('leaves no primary when the primary is removed', async () => {
    const bench = new Bench();
    const flowArn = await bench.create(pairedFlow);
    const { sourceArn } = (await bench.describe(flowArn)).flow.source;
    await bench.ok('RemoveFlowSource', { flowArn, sourceArn });
    expect((await bench.describe(flowArn)).flow.sourceFailoverConfig).toEqual({
      state: 'ENABLED',
      failoverMode: 'FAILOVER',
    });
  });
});

describe('the flow itself', () => {
  it('changes its failover mode, and forgets what the new mode does not use', async () => {
    const bench = new Bench();
    const sourceFailoverConfig = {
      state: 'ENABLED',
      failoverMode: 'FAILOVER',
      sourcePriority: { primarySource: 'in' },
    };
    const flowArn = await bench.create({ source, sourceFailoverConfig });
    const { flow } = await bench.ok('UpdateFlow', { flowArn, sourceFailoverConfig: { failoverMode: 'MERGE' } });
    expect(flow.sourceFailoverConfig).toEqual({ state: 'ENABLED', failoverMode: 'MERGE', recoveryWindow: 200 });
    pass(2);
    const disabled = await bench.ok('UpdateFlow', { flowArn, sourceFailoverConfig: { state: 'DISABLED' } });
    expect(disabled.flow.sourceFailoverConfig).toEqual({ state: 'DISABLED' });
  });

  it('changes its size in STANDBY, between MEDIUM and LARGE', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source });
    expect((await bench.ok('UpdateFlow', { flowArn, flowSize: 'LARGE' })).flow.flowSize).toBe('LARGE');
    pass(2);
    expect(await bench.refusal('UpdateFlow', { flowArn, flowSize: 'LARGE_4X' })).toMatch(
      /cannot be changed to or from/,
    );
    await bench.ok('StartFlow', { flowArn });
    pass(20);
    expect(await bench.refusal('UpdateFlow', { flowArn, flowSize: 'MEDIUM' })).toMatch(
      /only in STANDBY, not in ACTIVE/,
    );
  });

  it('becomes an NDI flow in two steps', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source, vpcInterfaces: [vpcInterface('ena-1')] });
    const ndiConfig = {
      ndiState: 'ENABLED',
      ndiDiscoveryServers: [{ discoveryServerAddress: '10.0.0.9', vpcInterfaceAdapter: 'ena-1' }],
    };
    await bench.ok('UpdateFlow', { flowArn, flowSize: 'LARGE', ndiConfig });
    pass(2);
    const { sourceArn } = (await bench.describe(flowArn)).flow.source;
    const change = {
      flowArn,
      sourceArn,
      protocol: 'ndi-speed-hq',
      ndiSourceSettings: { sourceName: 'STUDIO (Camera)' },
    };
    const { source: changed } = await bench.ok('UpdateFlowSource', change);
    expect(changed.transport).toEqual({
      protocol: 'ndi-speed-hq',
      ndiSourceSettings: { sourceName: 'STUDIO (Camera)' },
    });
    expect(changed).not.toHaveProperty('ingestIp');
  });
});

describe('VPC interfaces', () => {
  it('are added, and removed when nothing uses them', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source });
    const { vpcInterfaces } = await bench.ok('AddFlowVpcInterfaces', {
      flowArn,
      vpcInterfaces: [vpcInterface('ena-1')],
    });
    expect(vpcInterfaces).toEqual([
      { ...vpcInterface('ena-1'), networkInterfaceIds: [expect.stringMatching(/^eni-[0-9a-f]{17}$/)] },
    ]);
    pass(2);
    const removed = await bench.ok('RemoveFlowVpcInterface', { flowArn, vpcInterfaceName: 'ena-1' });
    expect(removed).toEqual({ flowArn, vpcInterfaceName: 'ena-1', nonDeletedNetworkInterfaceIds: [] });
    pass(2);
    expect((await bench.describe(flowArn)).flow.vpcInterfaces).toEqual([]);
  });

  it('leave their network interface in the account where that is asked for, and say which', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source, vpcInterfaces: [vpcInterface('ena-1')] });
    const [interfaceOf] = (await bench.describe(flowArn)).flow.vpcInterfaces;
    bench.leaving.add('RemoveFlowVpcInterface');
    const removed = await bench.ok('RemoveFlowVpcInterface', { flowArn, vpcInterfaceName: 'ena-1' });
    expect(removed.nonDeletedNetworkInterfaceIds).toEqual(interfaceOf.networkInterfaceIds);
  });

  it('stay while a source uses them, while the flow runs, and when they are not there', async () => {
    const bench = new Bench();
    const used = { ...source, whitelistCidr: undefined, vpcInterfaceName: 'ena-1' };
    const flowArn = await bench.create({ source: used, vpcInterfaces: [vpcInterface('ena-1'), vpcInterface('ena-2')] });
    const remove = (vpcInterfaceName: string) => bench.refusal('RemoveFlowVpcInterface', { flowArn, vpcInterfaceName });
    expect(await remove('ena-1')).toMatch(/in use by a source or an output/);
    expect(await remove('ena-9')).toMatch(/^NotFoundException/);
    await bench.ok('StartFlow', { flowArn });
    pass(20);
    expect(await remove('ena-2')).toMatch(/in status ACTIVE; it must be STANDBY/);
  });
});

describe('media streams', () => {
  const extra = { mediaStreamId: 4, mediaStreamName: 'sound-2', mediaStreamType: 'audio' };

  it('are added, changed, and removed when nothing uses them', async () => {
    const bench = new Bench();
    const flowArn = await bench.create(cdiFlow);
    const { mediaStreams } = await bench.ok('AddFlowMediaStreams', { flowArn, mediaStreams: [extra] });
    expect(mediaStreams).toEqual([{ ...extra, clockRate: 48_000, fmt: 99, attributes: { fmtp: {} } }]);
    pass(2);
    const change = { flowArn, mediaStreamName: 'sound-2', clockRate: 96_000, attributes: { lang: 'fr' } };
    const { mediaStream } = await bench.ok('UpdateFlowMediaStream', change);
    expect(mediaStream).toMatchObject({ clockRate: 96_000, attributes: { fmtp: {}, lang: 'fr' } });
    pass(2);
    const removed = await bench.ok('RemoveFlowMediaStream', { flowArn, mediaStreamName: 'sound-2' });
    expect(removed).toEqual({ flowArn, mediaStreamName: 'sound-2' });
  });

  it('keep their type, and stay, while a source uses them', async () => {
    const bench = new Bench();
    const flowArn = await bench.create(cdiFlow);
    const change = { flowArn, mediaStreamName: 'sound', mediaStreamType: 'ancillary-data' };
    expect(await bench.refusal('UpdateFlowMediaStream', change)).toMatch(/cannot change while a source/);
    expect(await bench.refusal('RemoveFlowMediaStream', { flowArn, mediaStreamName: 'sound' })).toMatch(/in use/);
    expect(await bench.refusal('RemoveFlowMediaStream', { flowArn, mediaStreamName: 'x' })).toMatch(
      /^NotFoundException/,
    );
  });
});
