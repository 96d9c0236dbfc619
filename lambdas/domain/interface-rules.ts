import type { Found } from './rule';
import { type FlowView, hasUnreadableName, isUnreadable, itemsOf, type VpcInterfaceView } from './source-view';

/** The rules of VPC interfaces and of what refers to them (user guide, "Quotas" and "VPC interfaces"). */
export const interfaceRules: readonly ((flow: FlowView) => Found[])[] = [
  interfacesAreFew,
  securityGroupsAreUnique,
  usedInterfacesExist,
  cdiEntersByEfa,
];

const most = { ena: 2, efa: 1 } as const;

/** The kind of an interface, `ena` unless told; undefined where it cannot be read. */
function kindOf(vpcInterface: VpcInterfaceView) {
  if (isUnreadable(vpcInterface, 'network-interface-type')) return undefined;
  return vpcInterface['network-interface-type'] ?? 'ena';
}

function interfacesAreFew(flow: FlowView): Found[] {
  return (['ena', 'efa'] as const).flatMap((kind) =>
    itemsOf(flow['vpc-interfaces'])
      .filter(({ item }) => kindOf(item) === kind)
      .slice(most[kind])
      .map(({ index }) => ({
        path: ['vpc-interfaces', index, 'network-interface-type'],
        detail: `a flow has at most ${most[kind]} ${kind}; use at most 2 ena and 1 efa`,
      })),
  );
}

function securityGroupsAreUnique(flow: FlowView): Found[] {
  return itemsOf(flow['vpc-interfaces']).flatMap(({ item, index }) => {
    const groups = itemsOf(item['security-group-ids']);
    const again = groups.filter((group, position) => groups.findIndex((g) => g.item === group.item) < position);
    return again.map((group) => ({
      path: ['vpc-interfaces', index, 'security-group-ids', group.index],
      detail: `"${group.item}" is in the list already; use each security group once`,
    }));
  });
}

/** Every name of an interface that a flow source uses, and where. */
function usesOf(flow: FlowView): { name: string; path: (string | number)[] }[] {
  return itemsOf(flow['flow-sources']).flatMap(({ item, index }) => {
    const at = ['flow-sources', index];
    const own = 'vpc-interface-name' in item && item['vpc-interface-name'];
    const inputs =
      item.protocol === 'st2110-jpegxs'
        ? itemsOf(item['media-stream-source-configurations']).flatMap(({ item: use, index: position }) =>
            itemsOf(use['input-configurations']).map((input) => ({
              name: input.item['vpc-interface-name'],
              path: [...at, 'media-stream-source-configurations', position, 'input-configurations', input.index],
            })),
          )
        : [];
    return [{ name: own || undefined, path: at }, ...inputs].flatMap(({ name, path }) =>
      name === undefined ? [] : [{ name, path: [...path, 'vpc-interface-name'] }],
    );
  });
}

function usedInterfacesExist(flow: FlowView): Found[] {
  if (isUnreadable(flow, 'vpc-interfaces') || hasUnreadableName(flow['vpc-interfaces'])) return [];
  const names = itemsOf(flow['vpc-interfaces']).flatMap(({ item }) => item.name ?? []);
  const allowed = names.length > 0 ? `use ${names.join(', ')}` : 'give it in vpc-interfaces';
  return usesOf(flow)
    .filter(({ name }) => !names.includes(name))
    .map(({ name, path }) => ({ path, detail: `"${name}" names no VPC interface of the flow; ${allowed}` }));
}

function cdiEntersByEfa(flow: FlowView): Found[] {
  return itemsOf(flow['flow-sources']).flatMap(({ item, index }) => {
    const name = item.protocol === 'cdi' ? item['vpc-interface-name'] : undefined;
    const used = itemsOf(flow['vpc-interfaces']).find((other) => name !== undefined && other.item.name === name)?.item;
    if (!used || kindOf(used) !== 'ena') return [];
    const detail = `"${name}" is an ena interface; use an efa interface for cdi`;
    return [{ path: ['flow-sources', index, 'vpc-interface-name'], detail }];
  });
}
