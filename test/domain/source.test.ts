import { Source } from '../../lambdas/domain/shown-source';
import { SourceConfiguration } from '../../lambdas/domain/source';
import { SourceRequest } from '../../lambdas/domain/source-request';

// The published example of the API, its placeholders ("string", 0) made valid where a rule wants more than a string.
const metadata = { labels: [{ key: 'my-interesting-label', value: 'This labels helpful value' }] };
const secretId = '8535ae1a-28d8-4c24-b0ce-9abe31f0381c';

function example(decryptionSettings: object) {
  return {
    alarm: { level: 'TR_101_290_PRIORITY_1' },
    hidden: false,
    'ingress-flows': [
      {
        name: 'string',
        az: 'eu-west-1a',
        'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'string' },
        'flow-sources': [
          {
            protocol: 'entitlement',
            name: 'string',
            'entitlement-arn':
              'arn:aws:mediaconnect:eu-west-1:111122223333:entitlement:1-11aa22bb33cc44dd-11aa22bb33cc:string',
            'decryption-settings': decryptionSettings,
            metadata,
          },
        ],
        'media-streams': [
          {
            name: 'string',
            description: 'string',
            'stream-id': 0,
            'stream-type': 'ancillary-data',
            'media-clock-rate': 90000,
          },
        ],
        metadata,
        region: 'eu-west-1',
        'vpc-interfaces': [
          {
            metadata,
            name: 'string',
            'network-interface-type': 'ena',
            'security-group-ids': ['sg-0123456789abcdef0'],
            'subnet-id': 'subnet-0123456789abcdef0',
          },
        ],
      },
    ],
    metadata,
    'proxy-enabled': true,
    'proxy-tier': 1,
  };
}

const answer = {
  ...example({ 'secret-id': secretId, 'encryption-type': 'AES128', key: '********' }),
  id: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
  'provisioned-flows': {
    'ingress-flows': [
      {
        arn: 'string',
        az: 'string',
        'flow-sources': [{ ip: 'string', name: 'string', port: 0, 'secret-arn': 'string' }],
        name: 'string',
        region: 'string',
      },
    ],
    'egress-flows': [{ arn: 'string', az: 'string', region: 'string', name: 'string', ip: 'string', port: 0 }],
  },
  'provisioning-error-reason': 'string',
  'provisioning-status': 'creation-pending',
  'provisioning-status-timestamp': '2019-08-24T14:15:22Z',
};

describe('the published example', () => {
  it('of a request has the members of a SourceRequest', () => {
    const request = example({ 'encryption-type': 'AES128', key: '0'.repeat(32) });
    expect(SourceRequest.parse(request)).toEqual(request);
  });

  it('of an answer has the members of a Source', () => {
    expect(Source.parse(answer)).toEqual(answer);
  });
});

describe('an answer', () => {
  it('drops members that are none of the API', () => {
    expect(Source.parse({ ...answer, run: 3, 'run-mode': 'converge' })).toEqual(answer);
  });

  it.each([
    ['a secret in clear', { 'encryption-type': 'AES128', 'secret-id': secretId, key: '0'.repeat(32) }],
    ['no mask', { 'encryption-type': 'AES128', 'secret-id': secretId }],
  ])('is refused with %s', (_, settings) => {
    expect(Source.safeParse({ ...answer, ...example(settings) }).success).toBe(false);
  });
});

describe('the types', () => {
  type Flow = SourceConfiguration['ingress-flows'][number]['flow-sources'][number];
  const rist = { protocol: 'rist', name: 'a', 'ingest-port': 5000, 'max-latency': 2000 } as const;

  it('do not let protocols mix', () => {
    const good: Flow = rist;
    // @ts-expect-error RIST has no lower bound of latency
    const mixed: Flow = { ...rist, 'min-latency': 2000 };
    // @ts-expect-error RTP is not encrypted
    const encrypted: Flow = { protocol: 'rtp', name: 'a', 'ingest-port': 5000, 'decryption-settings': {} };
    // @ts-expect-error a configuration has every name
    const nameless: Flow = { protocol: 'rist', 'ingest-port': 5000, 'max-latency': 2000 };
    const base = { metadata: {}, hidden: false, 'proxy-tier': 1 };
    const accepts = (source: Flow) =>
      SourceConfiguration.safeParse({
        ...base,
        'ingress-flows': [{ name: 'f', region: 'eu-west-1', 'flow-sources': [source] }],
      }).success;
    expect([good, mixed, encrypted, nameless].map(accepts)).toEqual([true, false, false, false]);
  });
});
