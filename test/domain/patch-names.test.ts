import { faultsOfPatch, patched, patchOfSources, storedSource } from '../support/patched-source';
import { type FlowSourceBody, flowRequest, flowSourceRequest, vpcInterfaces } from '../support/sources';

const first = '/ingress-flows/0/flow-sources/0';
const generated = 'hw-497f6eca-source-1';

const twoRtp = (one: Partial<FlowSourceBody> = {}, two: Partial<FlowSourceBody> = {}) => ({
  'flow-sources': [
    { ...flowSourceRequest('rtp'), ...one } as FlowSourceBody,
    { ...flowSourceRequest('rtp', { 'ingest-port': 6000 }), ...two } as FlowSourceBody,
  ],
  'failover-config': { mode: 'FAILOVER' as const },
});

const namesOf = (items: readonly { name: string }[] | undefined) => items?.map(({ name }) => name);

describe('a name that is left out', () => {
  it('is kept by flow, flow source, interface and media stream', () => {
    const before = storedSource('cdi');
    const flow = JSON.parse(JSON.stringify(flowRequest('cdi')));
    const [fabric, network] = flow['vpc-interfaces'];
    const unnamed = [...flow['vpc-interfaces'], ...flow['media-streams']];
    for (const item of unnamed) delete item.name;
    expect([fabric.name, network.name]).toEqual([undefined, undefined]);
    expect(patched(before, { 'ingress-flows': [flow] })).toMatchObject({ configuration: before, change: 'none' });
  });

  it('is kept where the member beside it is another now', () => {
    const before = storedSource('rtp', twoRtp());
    const body = patchOfSources(
      'rtp',
      [
        flowSourceRequest('rtp', { 'ingest-port': 7000 }),
        flowSourceRequest('rtp-fec', { name: 'new', 'ingest-port': 6000 }),
      ],
      { 'failover-config': { mode: 'MERGE' } },
    );
    expect(namesOf(patched(before, body).configuration['ingress-flows'][0]?.['flow-sources'])).toEqual([
      generated,
      'new',
    ]);
  });

  it('satisfies the references to it', () => {
    const before = storedSource('rtp', twoRtp({ name: 'main' }, { name: 'spare' }));
    const failover = { mode: 'FAILOVER', 'primary-flow-source': 'spare' };
    const { 'flow-sources': sources } = twoRtp();
    const body = patchOfSources('rtp', sources, { 'failover-config': failover });
    expect(patched(before, body).configuration['ingress-flows'][0]?.['failover-config']).toEqual(failover);
  });

  it.each<[string, object[], number[]]>([
    ['the list is longer', twoRtp()['flow-sources'], [0, 1]],
    ['the kind is another', [flowSourceRequest('rist')], [0]],
  ])('must be given where %s', (_, sources, positions) => {
    const body = patchOfSources('rtp', sources, sources.length > 1 ? { 'failover-config': { mode: 'MERGE' } } : {});
    expect(faultsOfPatch(storedSource('rtp'), body)).toEqual(
      positions.map((position) => [
        `/ingress-flows/0/flow-sources/${position}/name`,
        `required where flow-sources is not as stored in length, kind and place; use ${generated} for what is stored, or a new name`,
      ]),
    );
  });

  it('must be given where another item has it now', () => {
    const before = storedSource('rtp', twoRtp({ name: 'main' }, { name: 'spare' }));
    const { 'flow-sources': sources, ...failover } = twoRtp({}, { name: 'main' });
    expect(faultsOfPatch(before, patchOfSources('rtp', sources, failover))?.map(([pointer]) => pointer)).toEqual([
      `${first}/name`,
    ]);
  });

  it('must be given of a first interface: none that was generated comes to stand for another', () => {
    const [, network] = vpcInterfaces ?? [];
    const body = {
      'ingress-flows': [flowRequest('rtp', { 'vpc-interfaces': [{ ...network, name: undefined }] as never })],
    };
    expect(faultsOfPatch(storedSource('rtp'), JSON.parse(JSON.stringify(body)))).toEqual([
      [
        '/ingress-flows/0/vpc-interfaces/0/name',
        'required where vpc-interfaces is not as stored in length, kind and place; use a new name',
      ],
    ]);
  });

  it('and must be given leaves references to it unjudged', () => {
    const { 'vpc-interfaces': [fabric, network] = [], ...flow } = flowRequest('cdi');
    const { name: _, ...unnamed } = fabric as { name: string };
    const third = { ...network, name: 'third' };
    const body = { 'ingress-flows': [{ ...flow, 'vpc-interfaces': [unnamed, network, third] }] };
    expect(faultsOfPatch(storedSource('cdi'), body)).toEqual([
      [
        '/ingress-flows/0/vpc-interfaces/0/name',
        'required where vpc-interfaces is not as stored in length, kind and place; use fabric, network for what is stored, or a new name',
      ],
    ]);
  });

  it('is not asked for where the kind cannot be told', () => {
    expect(
      faultsOfPatch(storedSource('rtp'), patchOfSources('rtp', [{ protocol: 'smoke' }]))?.map(([pointer]) => pointer),
    ).toEqual([`${first}/protocol`]);
  });
});
