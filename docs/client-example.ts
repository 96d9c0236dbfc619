import createClient from 'openapi-fetch';
import type { paths } from './client';

/** Creates a source that listens to one network, and answers its id. */
export async function listen(
  baseUrl: string,
  token: string,
  path: Record<'organisation-id' | 'target-account-id', string>,
) {
  const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
  const flowSource = { protocol: 'srt-listener', 'ingest-port': 5000, 'whitelist-cidr': '203.0.113.0/24' } as const;
  const { data, error } = await client.POST(
    '/organisations/{organisation-id}/target-accounts/{target-account-id}/sources',
    {
      params: { path },
      body: { metadata: {}, 'ingress-flows': [{ region: 'eu-west-1', 'flow-sources': [flowSource] }] },
    },
  );
  if (error) throw new Error(error.detail);
  // Only a dry run is answered with a plan.
  if ('plan' in data) throw new Error('nothing was made');
  return data.id;
}
