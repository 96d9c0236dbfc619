import { egressRules } from './egress-rules';
import { quoted } from './fault';
import { maximumLabels } from './metadata';
import { type Found, repeated } from './rule';
import { itemsOf, otherThanTransportStream, type SourceView } from './source-view';

type MetadataView = SourceView['metadata'];

/** The rules that look at a source as a whole. */
export const sourceRules: readonly ((source: SourceView) => Found[])[] = [
  alarmsWatchTransportStreams,
  proxiesShowTransportStreams,
  labelKeysAreUnique,
  labelsFitOnTheFlow,
  ...egressRules,
];

function alarmsWatchTransportStreams(source: SourceView): Found[] {
  const other = source.alarm && otherThanTransportStream(source);
  return other
    ? [{ path: ['alarm'], detail: `TR 101 290 is measured on transport streams, not on ${other}; leave alarm out` }]
    : [];
}

function proxiesShowTransportStreams(source: SourceView): Found[] {
  const other = source['proxy-enabled'] === true && otherThanTransportStream(source);
  return other
    ? [
        {
          path: ['proxy-enabled'],
          detail: `true is for transport streams, not for ${other}; use false, or leave it out`,
        },
      ]
    : [];
}

function labelKeysAreUnique(source: SourceView): Found[] {
  return everyMetadata(source).flatMap(({ path, metadata }) =>
    repeated(itemsOf(metadata?.labels).map(({ item, index }) => ({ value: item.key, index }))).map((again) => ({
      path: [...path, 'labels', again.index, 'key'],
      detail: `${quoted(again.value)} is the key of label ${again.first} already; use each key once`,
    })),
  );
}

// The labels of a source and of its flow both become tags of the flow, which may have 50, ours included.
function labelsFitOnTheFlow(source: SourceView): Found[] {
  const keysOf = (metadata: MetadataView) => itemsOf(metadata?.labels).map(({ item }) => item.key);
  return flowsOf(source).flatMap(({ item: flow, index }) => {
    const own = keysOf(flow.metadata);
    if (own.length > maximumLabels || keysOf(source.metadata).length > maximumLabels) return [];
    const count = new Set([...keysOf(source.metadata), ...own]).size;
    if (count <= maximumLabels) return [];
    const detail = `with those of the source there are ${count} keys for the flow's tags; use at most ${maximumLabels} together`;
    return [{ path: ['ingress-flows', index, 'metadata', 'labels'], detail }];
  });
}

function flowsOf(source: SourceView) {
  return itemsOf(source['ingress-flows']);
}

function everyMetadata(source: SourceView): { path: (string | number)[]; metadata: MetadataView }[] {
  return [
    { path: ['metadata'], metadata: source.metadata },
    ...flowsOf(source).flatMap(({ item: flow, index }) => {
      const at = ['ingress-flows', index];
      const parts = (['flow-sources', 'vpc-interfaces'] as const).flatMap((member) =>
        itemsOf<{ readonly metadata?: MetadataView }>(flow[member]).map(({ item, index: position }) => ({
          path: [...at, member, position, 'metadata'],
          metadata: item.metadata,
        })),
      );
      return [{ path: [...at, 'metadata'], metadata: flow.metadata }, ...parts];
    }),
  ];
}
