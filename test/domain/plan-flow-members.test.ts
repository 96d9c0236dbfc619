import { desiredFlowOf } from '../support/desired-flow';
import { testChanges } from '../support/flow-change-cases';
import { changed, essence, single, sourceChanged } from '../support/flow-variants';

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

describe('a change of a member', () =>
  testChanges([
    {
      what: 'the order of lists',
      before: essence('st2110-jpegxs'),
      after: essence('st2110-jpegxs', (flow) => {
        flow.vpcInterfaces?.reverse();
        flow.mediaStreams?.reverse();
        flow.sources[0]?.mediaStreamSourceConfigurations?.reverse();
      }),
      impact: 'none',
      actions: [],
    },
    {
      what: 'a description',
      before: single(),
      after: sourceChanged(single(), { description: 'OB van' }),
      impact: 'live',
      actions: [update],
    },
    {
      what: 'a description that is taken away',
      before: sourceChanged(single(), { description: 'OB van' }),
      after: single(),
      impact: 'live',
      actions: [update],
    },
    {
      what: 'a wider whitelist',
      before: single(),
      after: sourceChanged(single(), { whitelistCidr: '192.0.0.0/16' }),
      impact: 'live',
      actions: [update],
    },
    {
      what: 'a narrower whitelist',
      before: single(),
      after: sourceChanged(single(), { whitelistCidr: '192.0.2.0/28' }),
      impact: 'interruption',
      actions: [update],
    },
    {
      what: 'a whitelist of others',
      before: single(),
      after: sourceChanged(single(), { whitelistCidr: '198.51.100.0/24' }),
      impact: 'interruption',
      actions: [update],
    },
    {
      what: 'a wider whitelist and a latency',
      before: single(),
      after: sourceChanged(single(), { whitelistCidr: '192.0.0.0/16', minLatency: 500 }),
      impact: 'interruption',
      actions: [update],
    },
    {
      what: 'an ingest port',
      before: single(),
      after: sourceChanged(single(), { ingestPort: 5002 }),
      impact: 'interruption',
      newAddress: true,
      actions: [update],
    },
    {
      what: 'a latency',
      before: single(),
      after: sourceChanged(single(), { minLatency: 500 }),
      impact: 'interruption',
      actions: [update],
    },
    {
      what: 'a maximum bit rate',
      before: single(),
      after: sourceChanged(single(), { maxBitrate: 9_000_000 }),
      impact: 'interruption',
      actions: [update],
    },
    {
      what: 'a maximum bit rate that is taken away',
      before: sourceChanged(single(), { maxBitrate: 9_000_000 }),
      after: single(),
      impact: 'interruption',
      actions: detour,
    },
    {
      what: 'the listener of a caller',
      before: desiredFlowOf('srt-caller'),
      after: sourceChanged(desiredFlowOf('srt-caller'), { sourceListenerPort: 9000, streamId: 'news' }),
      impact: 'interruption',
      actions: [update],
    },
    {
      what: 'a label',
      before: single(),
      after: changed(single(), ({ flowTags }) => Object.assign(flowTags, { channel: 'sport' })),
      impact: 'live',
      actions: ['tag'],
    },
    {
      what: 'a label that is taken away',
      before: changed(single(), ({ flowTags }) => Object.assign(flowTags, { studio: '1' })),
      after: single(),
      impact: 'live',
      actions: ['untag'],
      options: { formerLabels: { [single().name]: ['studio'] } },
    },
    {
      what: 'a label of a flow source that is taken away, and not the tag of that name on the flow',
      before: changed(single(), ({ flowTags, sources: [source] }) => {
        flowTags.studio = 'of somebody';
        Object.assign(source ?? {}, { sourceTags: { studio: '1' } });
      }),
      after: single(),
      impact: 'live',
      actions: ['untag'],
      options: { formerLabels: { [`${single().name}/source/${single().sources[0]?.name}`]: ['studio'] } },
    },
    {
      what: 'the name of the flow',
      before: single(),
      after: single({ name: 'other' }),
      impact: 'replacement',
      newAddress: true,
      actions: replacement,
    },
    {
      what: 'the zone',
      before: single({ az: 'eu-west-1a' }),
      after: single({ az: 'eu-west-1b' }),
      impact: 'replacement',
      newAddress: true,
      actions: replacement,
    },
    {
      what: 'the Region',
      before: single(),
      after: single({ region: 'us-east-1' }),
      impact: 'replacement',
      newAddress: true,
      actions: replacement,
    },
  ]));
