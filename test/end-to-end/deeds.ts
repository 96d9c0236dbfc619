import { randomUUID } from 'node:crypto';
import { flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';
import type { Place, Tenant } from './tenant';

/** The flow is named alike everywhere; label and passphrase are the tenant's own. */
const body = ({ canary }: Tenant, port: number) =>
  sourceRequest('srt-listener', {
    metadata: { labels: [{ key: 'channel', value: canary }] },
    'ingress-flows': [
      flowRequest('srt-listener', {
        name: 'news',
        'flow-sources': [
          flowSourceRequest('srt-listener', {
            name: 'camera',
            'ingest-port': port,
            'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: `${canary}-${port}` },
          }),
        ],
      }),
    ],
    alarm: { level: 'TR_101_290_PRIORITY_1' },
  });

const asked = (method: string, end: (id: string) => string, given?: (tenant: Tenant, turn: number) => object) => {
  return async (tenant: Tenant, { id = randomUUID() }: Place, turn: number): Promise<void> => {
    const answer = await tenant.api(method, end(`/sources/${id}`), given?.(tenant, turn));
    if (answer.status >= 500) throw new Error(`${method} ${end('')}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
};

/** What a tenant does with a place of its own; what is not there is answered as such, and what is busy is refused. */
export const deeds: Record<string, (tenant: Tenant, place: Place, turn: number) => Promise<unknown>> = {
  async create(tenant, place) {
    const headers = { 'idempotency-key': `place-${tenant.places.indexOf(place)}-${place.generation}` };
    const { status, body: made } = await tenant.api('POST', '/sources', body(tenant, 5000), { headers });
    // A second request of the same moment is asked to wait for the first.
    if (status === 409) return;
    expect(status).toBe(201);
    place.id ??= made.id;
    expect(made.id).toBe(place.id);
    tenant.sourceIds.add(made.id);
  },
  read: asked('GET', (source) => source),
  reveal: asked('GET', (source) => `${source}?include-passphrase=true`),
  drift: asked('GET', (source) => `${source}?include-drift=true`),
  list: asked('GET', () => '/sources?inline=true&include-deleted=true&include-hidden=true'),
  update: asked(
    'PATCH',
    (source) => `${source}?allow-interruption=true`,
    (tenant, turn) => ({ 'ingress-flows': body(tenant, 5100 + turn)['ingress-flows'] }),
  ),
  stop: asked('POST', (source) => `${source}/stop`),
  start: asked('POST', (source) => `${source}/start?allow-interruption=true`),
  repair: asked('POST', (source) => `${source}/repair?allow-interruption=true`),
  delete: asked('DELETE', (source) => source),
  events: asked('GET', (source) => `${source}/events`),
  metrics: asked('GET', (source) => `${source}/metrics`),
  status: asked('GET', (source) => `${source}/status`),
  async trespass(tenant, _place, turn) {
    const ids = [...(tenant.other?.sourceIds ?? [])];
    const theirs = `/sources/${ids[turn % ids.length] ?? randomUUID()}`;
    for (const [method, end] of [
      ['GET', ''],
      ['GET', '/events'],
      ['POST', '/stop'],
      ['DELETE', ''],
    ] as const) {
      const { status, body: problem } = await tenant.api(method, theirs + end, undefined, { named: theirs });
      expect([status, problem.type]).toEqual([404, 'urn:problem:source-not-found']);
    }
  },
};
