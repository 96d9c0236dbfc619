import type { MediaStreamProtocol } from './protocol';
import { type FlowView, itemsOf, type View } from './source-view';

type Input = { 'input-port': number; 'vpc-interface-name': string };
type Configuration = { 'media-stream-name': string; 'encoding-name': string; 'input-configurations': Input[] };

/** The use of a media stream by a flow source, and where it stands in the flow. */
interface StreamUse {
  readonly path: readonly (string | number)[];
  readonly protocol: MediaStreamProtocol;
  readonly name: string | undefined;
  readonly encoding: string | undefined;
  /** The two inputs of ST 2110 JPEG XS; none for CDI. */
  readonly inputs: readonly { readonly item: View<Input>; readonly index: number }[];
}

/** Every use of a media stream in a flow. */
export function streamUsesOf(flow: FlowView): StreamUse[] {
  return itemsOf(flow['flow-sources']).flatMap(({ item: source, index }) => {
    const { protocol } = source;
    if (protocol !== 'cdi' && protocol !== 'st2110-jpegxs') return [];
    const uses = itemsOf<View<Configuration>>(source['media-stream-source-configurations']);
    return uses.map((use) => ({
      path: ['flow-sources', index, 'media-stream-source-configurations', use.index],
      protocol,
      name: use.item['media-stream-name'],
      encoding: use.item['encoding-name'],
      inputs: itemsOf(use.item['input-configurations']),
    }));
  });
}
