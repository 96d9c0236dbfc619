import { provisionedFlow } from '../../lambdas/domain/provisioned-flow';
import { ProvisionedFlow } from '../../lambdas/domain/source';

const first = {
  name: 'a',
  sourceArn: 'arn:a',
  ingestIp: '203.0.113.9',
  ingestPort: 5000,
  decryption: { secretArn: 'arn:secret' },
};
const second = { name: 'b', sourceArn: 'arn:b' };
const answered = {
  flowArn: 'arn:flow',
  name: 'news',
  status: 'ACTIVE',
  availabilityZone: 'eu-west-1a',
  egressIp: '198.51.100.7',
  source: first,
};

describe('a provisioned flow', () => {
  it('shows what MediaConnect answered', () => {
    const shown = provisionedFlow(answered, 'eu-west-1');
    expect(ProvisionedFlow.parse(shown)).toEqual({
      arn: 'arn:flow',
      name: 'news',
      region: 'eu-west-1',
      az: 'eu-west-1a',
      'egress-ip': '198.51.100.7',
      'flow-sources': [{ name: 'a', 'source-arn': 'arn:a', ip: '203.0.113.9', port: 5000, 'secret-arn': 'arn:secret' }],
    });
  });

  it('shows two flow sources once each, although the service answers the first twice', () => {
    const shown = provisionedFlow({ ...answered, sources: [first, second] }, 'eu-west-1');
    expect(shown['flow-sources'].map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('leaves out the address of a flow source that has none', () => {
    const shown = provisionedFlow({ ...answered, sources: [second] }, 'eu-west-1');
    expect(JSON.parse(JSON.stringify(shown['flow-sources']))).toEqual([{ name: 'b', 'source-arn': 'arn:b' }]);
  });

  it('shows the two inputs of each media stream of JPEG XS, and none of CDI', () => {
    const input = (inputIp: string, inputPort: number) => ({ inputIp, inputPort, interface: { name: 'fabric' } });
    const stream = { encodingName: 'jxsv', mediaStreamName: 'video' };
    const jpegXs = {
      name: 'jpeg-xs',
      sourceArn: 'arn:jpeg-xs',
      mediaStreamSourceConfigurations: [
        { ...stream, inputConfigurations: [input('10.0.0.1', 5000), input('10.0.1.1', 5000)] },
        { ...stream, inputConfigurations: [input('10.0.0.1', 5010), input('10.0.1.1', 5010)] },
      ],
    };
    const { decryption: _, ...clear } = first;
    const cdi = { ...clear, mediaStreamSourceConfigurations: [stream] };
    const shown = provisionedFlow({ ...answered, sources: [jpegXs, cdi] }, 'eu-west-1');
    expect(JSON.parse(JSON.stringify(ProvisionedFlow.parse(shown)['flow-sources']))).toEqual([
      {
        name: 'jpeg-xs',
        'source-arn': 'arn:jpeg-xs',
        inputs: [
          { ip: '10.0.0.1', port: 5000 },
          { ip: '10.0.1.1', port: 5000 },
          { ip: '10.0.0.1', port: 5010 },
          { ip: '10.0.1.1', port: 5010 },
        ],
      },
      { name: 'a', 'source-arn': 'arn:a', ip: '203.0.113.9', port: 5000 },
    ]);
  });

  it('shows a flow without sources', () => {
    const { source: _, ...flow } = answered;
    expect(provisionedFlow({ ...flow, sources: [] }, 'eu-west-1')['flow-sources']).toEqual([]);
  });
});
