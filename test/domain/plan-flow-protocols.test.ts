import { desiredFlowOf } from '../support/desired-flow';
import { testChanges } from '../support/flow-change-cases';
import {
  aCarries,
  pair,
  rotated,
  rtp,
  rtpPair,
  single,
  sourceChanged,
  srt,
  withSource,
} from '../support/flow-variants';
import { flowSourceRequest } from '../support/sources';

const update = 'update-flow-source';
const detour = [
  'update-flow',
  'add-flow-source',
  'remove-flow-source',
  'add-flow-source',
  'remove-flow-source',
  'update-flow',
];
const replacement = ['create-flow', 'start-flow', 'switch-flow', 'stop-flow', 'delete-flow'];

describe('a change of encryption or protocol', () =>
  testChanges([
    {
      what: 'a rotated passphrase',
      before: single(),
      after: rotated(single()),
      impact: 'interruption',
      actions: [update],
    },
    {
      what: 'two rotated passphrases, leg by leg',
      before: pair(),
      after: rotated(rotated(pair(), 'a'), 'b'),
      impact: 'interruption',
      actions: [update, update],
      reception: aCarries,
    },
    {
      what: 'the passphrase of the leg that does not carry',
      before: pair(),
      after: rotated(pair(), 'b'),
      impact: 'live',
      actions: [update],
      reception: aCarries,
    },
    {
      what: 'the passphrase of the leg that carries',
      before: pair(),
      after: rotated(pair(), 'a'),
      impact: 'interruption',
      actions: [update],
      reception: aCarries,
    },
    {
      what: 'encryption switched on',
      before: sourceChanged(single(), { decryption: undefined }),
      after: single(),
      impact: 'interruption',
      actions: [update],
    },
    {
      what: 'encryption switched off',
      before: single(),
      after: sourceChanged(single(), { decryption: undefined }),
      impact: 'interruption',
      actions: detour,
    },
    {
      what: 'encryption switched off on the leg that does not carry',
      before: pair(),
      after: sourceChanged(pair(), { decryption: undefined }, 'b'),
      impact: 'live',
      actions: ['remove-flow-source', 'add-flow-source'],
      reception: aCarries,
    },
    {
      what: 'encryption of an entitlement switched off',
      before: desiredFlowOf('entitlement'),
      after: sourceChanged(desiredFlowOf('entitlement'), { decryption: undefined }),
      impact: 'replacement',
      newAddress: true,
      actions: ['create-flow', 'stop-flow', 'start-flow', 'switch-flow', 'delete-flow'],
    },
    {
      what: 'the key of an entitlement',
      before: desiredFlowOf('entitlement'),
      after: rotated(desiredFlowOf('entitlement')),
      impact: 'interruption',
      actions: ['stop-flow', update, 'start-flow'],
    },
    {
      what: 'the protocol of one source',
      before: desiredFlowOf('rtp', withSource(rtp('a', 5000))),
      after: desiredFlowOf('rtp', withSource(srt('a', 5000))),
      impact: 'interruption',
      actions: [update],
    },
    {
      what: 'the protocol of two sources',
      before: rtpPair(),
      after: pair(),
      impact: 'interruption',
      actions: ['remove-flow-source', update, 'add-flow-source'],
    },
    {
      what: 'one of two RTP sources to FEC',
      before: rtpPair(),
      after: sourceChanged(rtpPair(), { protocol: 'rtp-fec' }, 'b'),
      impact: 'interruption',
      actions: [update],
    },
    {
      what: 'a listener that becomes a caller',
      before: single(withSource(srt('a', 5000))),
      after: desiredFlowOf('srt-caller', withSource(flowSourceRequest('srt-caller', { name: 'a' }))),
      impact: 'interruption',
      newAddress: true,
      actions: [update],
    },
    {
      what: 'a transport stream that becomes CDI',
      before: desiredFlowOf('rtp'),
      after: desiredFlowOf('cdi'),
      impact: 'replacement',
      newAddress: true,
      actions: replacement,
    },
    {
      what: 'CDI that becomes ST 2110 JPEG XS',
      before: desiredFlowOf('cdi'),
      after: desiredFlowOf('st2110-jpegxs'),
      impact: 'replacement',
      newAddress: true,
      actions: replacement,
    },
  ]));
