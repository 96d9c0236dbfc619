import type { FlowForm } from './flow-form';
import { byName } from './flow-move';
import { isSame, type SourceForm } from './flow-source-form';

/**
 * Claims that a sender of one of the flow's sources is to send elsewhere, IP or port, after a change in the flow's place.
 * A flow source that is added to another, or taken away from it, changes nobody's address. `remade` names the flow
 * sources that are removed and added again.
 */
export function isAddressNew(actual: FlowForm, wanted: FlowForm, remade: ReadonlySet<string>): boolean {
  const before = addressesOf(actual, () => '');
  const after = addressesOf(wanted, (source, name) => {
    const isNew = name !== undefined && !isSame(byName(actual.interfaces, name), byName(wanted.interfaces, name));
    return `${isNew ? ' remade' : ''}${source.kind === 'zixi-push' && remade.has(source.name) ? ' again' : ''}`;
  });
  const gone = [...before].filter(([holder]) => !after.has(holder)).map(([, address]) => address);
  const come = [...after].filter(([holder]) => !before.has(holder)).map(([, address]) => address);
  if ([...before].some(([holder, address]) => after.has(holder) && after.get(holder) !== address)) return true;
  return gone.length > 0 && come.some((address) => !gone.includes(address));
}

type Mark = (source: SourceForm, interfaceName?: string) => string;

/** The addresses of a flow by what has them, in words that differ if the addresses do. */
function addressesOf({ sources }: FlowForm, mark: Mark): Map<string, string> {
  return new Map(sources.flatMap((source) => entriesOf(source, mark)));
}

function entriesOf(source: SourceForm, mark: Mark): [string, string][] {
  const { name, kind, ingestPort, vpcInterfaceName: door } = source;
  if (kind === 'st2110-jpegxs') {
    return (source.mediaStreamSourceConfigurations ?? []).map(({ mediaStreamName, inputConfigurations = [] }) => {
      const inputs = inputConfigurations.map(
        (input) => `${input.interface.name}${mark(source, input.interface.name)} ${input.inputPort}`,
      );
      return [`${name}/${mediaStreamName}`, inputs.join()];
    });
  }
  if (kind === 'srt-caller' || kind === 'entitlement') return [[name, 'none']];
  if (door === undefined) return [[name, `internet ${kind === 'zixi-push' ? 2088 : ingestPort}`]];
  // Behind an interface the service chooses the port of each Zixi source.
  const port = kind === 'zixi-push' ? `of ${name}` : ingestPort;
  return [[name, `${door}${mark(source, door)} ${port}`]];
}
