import { choiceOf, type Found, repeated } from './rule';
import { type FlowView, hasUnreadableName, isUnreadable, itemsOf, type VpcInterfaceView } from './source-view';
import { streamUsesOf } from './stream-use';

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
  return itemsOf(flow['vpc-interfaces']).flatMap(({ item, index }) =>
    repeated(itemsOf(item['security-group-ids']).map(({ item: value, index }) => ({ value, index }))).map((again) => ({
      path: ['vpc-interfaces', index, 'security-group-ids', again.index],
      detail: `"${again.value}" is in the list already; use each security group once`,
    })),
  );
}

/** Every name of an interface that a flow source or one of its inputs uses, and where. */
function usesOf(flow: FlowView): { name: string; path: (string | number)[] }[] {
  const bySources = itemsOf(flow['flow-sources']).map(({ item, index }) => ({
    name: 'vpc-interface-name' in item ? item['vpc-interface-name'] : undefined,
    path: ['flow-sources', index],
  }));
  const byInputs = streamUsesOf(flow).flatMap(({ path, inputs }) =>
    inputs.map(({ item, index }) => ({
      name: item['vpc-interface-name'],
      path: [...path, 'input-configurations', index],
    })),
  );
  return [...bySources, ...byInputs].flatMap(({ name, path }) =>
    name === undefined ? [] : [{ name, path: [...path, 'vpc-interface-name'] }],
  );
}

function usedInterfacesExist(flow: FlowView): Found[] {
  if (isUnreadable(flow, 'vpc-interfaces') || hasUnreadableName(flow['vpc-interfaces'])) return [];
  const names = itemsOf(flow['vpc-interfaces']).flatMap(({ item }) => item.name ?? []);
  const allowed = choiceOf(names, 'give it in vpc-interfaces');
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
