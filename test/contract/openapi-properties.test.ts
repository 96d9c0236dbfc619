import * as fc from 'fast-check';
import { checkSource } from '../../lambdas/domain/check-source';
import { configureSource } from '../../lambdas/domain/configure-source';
import { protocols } from '../../lambdas/domain/protocol';
import { maskedSource } from '../../lambdas/domain/source-answer';
import { arbitrarySource, propertySeed } from '../support/arbitrary-source';
import { newPassphrase } from '../support/configured-source';
import { faultsBy } from '../support/openapi';
import { runsOf } from '../support/share';
import { completeRecord } from '../support/source-record';
import { sourceRequest } from '../support/sources';

const runs = { seed: propertySeed, numRuns: runsOf(25, 200) };
const sourceId = '497f6eca-6276-4993-bfeb-53cbbbba6f08';

describe.each(protocols)('a valid source with protocol %s', (protocol) => {
  it('fits the schema of the request, and its answer that of the answer', () => {
    fc.assert(
      fc.property(arbitrarySource(protocol), (body) => {
        expect(faultsBy('SourceRequest', body)).toEqual([]);
        const { source } = checkSource(body);
        if (!source) throw new Error('the source is not valid');
        const newSecretId = () => '8535ae1a-28d8-4c24-b0ce-9abe31f0381c';
        const { configuration } = configureSource(source, { sourceId, newSecretId, newPassphrase });
        const answer = maskedSource(completeRecord({ requested: configuration }));
        expect(faultsBy('Source', answer)).toEqual([]);
        // What reading a source answers can be sent back.
        expect(faultsBy('SourcePatch', answer)).toEqual([]);
      }),
      runs,
    );
  });
});

describe('the schema of the request', () => {
  const body = sourceRequest('srt-listener');
  const [flow] = body['ingress-flows'];
  const [flowSource] = flow?.['flow-sources'] ?? [];

  it.each([
    ['a member that is not known', { ...body, colour: 'red' }],
    ['no ingress flow', { ...body, 'ingress-flows': [] }],
    ['two ingress flows', { ...body, 'ingress-flows': [flow, flow] }],
    [
      'a member of another protocol',
      { ...body, 'ingress-flows': [{ ...flow, 'flow-sources': [{ ...flowSource, 'max-latency': 100 }] }] },
    ],
    [
      'a short passphrase',
      {
        ...body,
        'ingress-flows': [
          {
            ...flow,
            'flow-sources': [
              { ...flowSource, 'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: 'short' } },
            ],
          },
        ],
      },
    ],
  ])('refuses %s, as the rules do', (_, wrong) => {
    expect(faultsBy('SourceRequest', wrong)).not.toEqual([]);
    expect(checkSource(wrong).faults).toBeDefined();
  });
});
