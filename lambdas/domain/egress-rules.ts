import { type Found, repeated } from './rule';
import { itemsOf, otherThanTransportStream, type SourceView } from './source-view';

/** The rules that look at the egress flows of a source. */
export const egressRules: readonly ((source: SourceView) => Found[])[] = [
  transportStreamsAreHandedOff,
  zonesAreOfTheRegion,
  namesAreUnique,
];

function transportStreamsAreHandedOff(source: SourceView): Found[] {
  if (itemsOf(source['egress-flows']).length === 0) return [];
  const other = otherThanTransportStream(source);
  const detail = `an egress flow is fed by SRT, which carries a transport stream, not ${other}; leave egress-flows out`;
  return other ? [{ path: ['egress-flows'], detail }] : [];
}

function zonesAreOfTheRegion(source: SourceView): Found[] {
  return itemsOf(source['egress-flows']).flatMap(({ item: { az, region }, index }) => {
    if (az === undefined || region === undefined || az.slice(0, -1) === region) return [];
    const detail = `"${az}" is not a zone of ${region}; use one such as ${region}a`;
    return [{ path: ['egress-flows', index, 'az'], detail }];
  });
}

// What was made of a flow is found again by its name.
function namesAreUnique(source: SourceView): Found[] {
  const flows = (['ingress-flows', 'egress-flows'] as const).flatMap((member) =>
    itemsOf<{ readonly name?: string | undefined }>(source[member]).map(({ item, index: position }) => ({
      name: item.name,
      path: [member, position] as const,
    })),
  );
  return repeated(flows.map(({ name }, index) => ({ value: name, index }))).flatMap(({ value, index, first }) => {
    const [again, before] = [flows[index], flows[first]];
    const detail = `"${value}" is the name of ${before?.path.join('/')} already; use a name once in a source`;
    return again ? [{ path: [...again.path, 'name'], detail }] : [];
  });
}
