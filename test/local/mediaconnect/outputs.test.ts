import { Bench, pass, useServiceTime } from './bench';
import { aesKeys, cdiFlow, jpegXsFlow, srtKeys, transportSources, vpcInterface } from './flows';

useServiceTime();
const source = transportSources.rtp;
const to = { destination: '192.0.2.50', port: 6000 };
const cidrAllowList = ['192.0.2.0/24'];

describe('outputs', () => {
  it.each([
    ['rtp', { ...to, smoothingLatency: 100 }, { destination: to.destination, port: 6000 }],
    ['rtp-fec', to, to],
    ['rist', { ...to, maxLatency: 1000 }, { transport: { protocol: 'rist', maxLatency: 1000 } }],
    ['zixi-push', { ...to, streamId: 's', encryption: aesKeys }, { encryption: aesKeys }],
    [
      'zixi-pull',
      { remoteId: 'r', streamId: 's', cidrAllowList },
      { transport: { protocol: 'zixi-pull', remoteId: 'r', streamId: 's', cidrAllowList } },
    ],
    ['srt-caller', { ...to, minLatency: 200 }, to],
    [
      'srt-listener',
      { port: 7000, cidrAllowList, encryption: srtKeys },
      { port: 7000, listenerAddress: expect.stringMatching(/^203\.0\.113\./) },
    ],
    [
      'srt-listener',
      { port: 7000, vpcInterfaceAttachment: { vpcInterfaceName: 'ena-1' } },
      { listenerAddress: expect.stringMatching(/^10\./) },
    ],
  ])('%s is added with %j', async (protocol, settings, expected) => {
    const bench = new Bench();
    const flowArn = await bench.create({ source, vpcInterfaces: [vpcInterface('ena-1')] });
    const { outputs } = await bench.ok('AddFlowOutputs', {
      flowArn,
      outputs: [{ name: 'out', protocol, ...settings }],
    });
    expect(outputs).toMatchObject([{ name: 'out', outputStatus: 'ENABLED', transport: { protocol }, ...expected }]);
    expect((await bench.describe(flowArn)).flow.outputs).toEqual(outputs);
  });

  it('carries essence from LARGE_4X flows', async () => {
    const bench = new Bench();
    const flowArn = await bench.create(cdiFlow);
    const destinationConfigurations = [
      { destinationIp: '10.1.2.3', destinationPort: 6000, interface: { name: 'efa-1' } },
    ];
    const mediaStreamOutputConfigurations = [
      { encodingName: 'raw', mediaStreamName: 'video', destinationConfigurations },
    ];
    const { outputs } = await bench.ok('AddFlowOutputs', {
      flowArn,
      outputs: [{ protocol: 'cdi', mediaStreamOutputConfigurations }],
    });
    const outboundIp = expect.stringMatching(/^10\./);
    expect(outputs[0].mediaStreamOutputConfigurations[0].destinationConfigurations).toEqual([
      { ...destinationConfigurations[0], outboundIp },
    ]);
  });

  it.each([
    ['no protocol', {}, /is not valid for an output/],
    ['udp, which is for bridges', { protocol: 'udp' }, /protocol udp is not valid/],
    ['no destination', { protocol: 'rtp', port: 6000 }, /destination is required/],
    ['a field of another protocol', { protocol: 'rtp', ...to, minLatency: 100 }, /minLatency is not allowed/],
    [
      'a listener for anybody',
      { protocol: 'srt-listener', port: 7000 },
      /exactly one of cidrAllowList and vpcInterfaceAttachment/,
    ],
    ['a listener on a reserved port', { protocol: 'srt-listener', port: 2088, cidrAllowList }, /port 2088 is reserved/],
    [
      'a list that is not of CIDRs',
      { protocol: 'srt-listener', port: 7000, cidrAllowList: ['x'] },
      /has x, which is not/,
    ],
    [
      'an interface that is not there',
      { protocol: 'rtp', ...to, vpcInterfaceAttachment: { vpcInterfaceName: 'x' } },
      /no VPC interface named x/,
    ],
    ['keys of the wrong type', { protocol: 'srt-caller', ...to, encryption: aesKeys }, /takes keyType srt-password/],
    [
      'CDI on a transport stream flow',
      { protocol: 'cdi', mediaStreamOutputConfigurations: [] },
      /not possible on a flow of size MEDIUM/,
    ],
    ['NDI on a MEDIUM flow', { protocol: 'ndi-speed-hq' }, /needs flowSize LARGE/],
    [
      'a destination that is none',
      { protocol: 'rtp', destination: 'a b', port: 1 },
      /neither an IP address nor a DNS name/,
    ],
  ])('refuses %s', async (_what, output, message) => {
    const bench = new Bench();
    const flowArn = await bench.create({ source });
    expect(await bench.refusal('AddFlowOutputs', { flowArn, outputs: [output] })).toMatch(message);
  });

  it('are changed, disabled with an event, and removed', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source, outputs: [{ name: 'out', protocol: 'rtp', ...to }] });
    const { outputArn } = (await bench.describe(flowArn)).flow.outputs[0];
    const { output } = await bench.ok('UpdateFlowOutput', { flowArn, outputArn, port: 6010, outputStatus: 'DISABLED' });
    expect(output).toMatchObject({ ...to, port: 6010, outputStatus: 'DISABLED' });
    expect(bench.take('Output Status Change')).toEqual([{ currentStatus: 'DISABLED', previousStatus: 'ENABLED' }]);
    pass(2);
    expect(await bench.ok('RemoveFlowOutput', { flowArn, outputArn })).toEqual({ flowArn, outputArn });
    pass(2);
    expect(await bench.refusal('RemoveFlowOutput', { flowArn, outputArn })).toMatch(/^NotFoundException/);
  });

  it('take another protocol, and drop what that does not know', async () => {
    const bench = new Bench();
    const zixi = { name: 'out', protocol: 'zixi-push', ...to, streamId: 's', encryption: aesKeys };
    const flowArn = await bench.create({ source, outputs: [zixi] });
    const { outputArn } = (await bench.describe(flowArn)).flow.outputs[0];
    const { output } = await bench.ok('UpdateFlowOutput', { flowArn, outputArn, protocol: 'srt-caller' });
    expect(output).toMatchObject({ ...to, transport: { protocol: 'srt-caller', streamId: 's' } });
    expect(output).not.toHaveProperty('encryption');
  });

  it('keep the interface and the streams they use on the flow', async () => {
    const bench = new Bench();
    const attached = { protocol: 'rtp', ...to, vpcInterfaceAttachment: { vpcInterfaceName: 'ena-1' } };
    const flowArn = await bench.create({ source, vpcInterfaces: [vpcInterface('ena-1')], outputs: [attached] });
    expect(await bench.refusal('RemoveFlowVpcInterface', { flowArn, vpcInterfaceName: 'ena-1' })).toMatch(/in use/);
  });

  it('beyond the quota refuse the creation of their flow', async () => {
    const outputs = Array.from({ length: 51 }, () => ({ protocol: 'rtp', ...to }));
    expect(await new Bench().refusal('CreateFlow', { name: 'x', source, outputs })).toMatch(
      /^CreateFlow420Exception: .*50 outputs/,
    );
  });

  it.each([
    ['50 on a transport stream flow', { source }, 50, { protocol: 'rtp', ...to }],
    ['10 on a JPEG XS flow', jpegXsFlow, 10, { protocol: 'st2110-jpegxs', mediaStreamOutputConfigurations: [] }],
  ])('number at most %s', async (_what, flow, quota, output) => {
    const bench = new Bench();
    const flowArn = await bench.create(flow);
    await bench.ok('AddFlowOutputs', { flowArn, outputs: Array.from({ length: quota }, () => output) });
    pass(2);
    const another = { flowArn, outputs: [output] };
    expect(await bench.refusal('AddFlowOutputs', another)).toMatch(
      new RegExp(`^AddFlowOutputs420Exception: .*${quota}`),
    );
  });
});
