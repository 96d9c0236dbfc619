import createClient, { type Client } from 'openapi-fetch';
import type { paths } from '../../docs/client';
import { demo } from '../../local/demo';
import { deviations } from './openapi';
import type { System } from './system';

/** The path parameters of the demo target account. */
export const demoPath = { 'organisation-id': demo.organisation, 'target-account-id': demo.targetAccount };

export const sourcesPath = '/organisations/{organisation-id}/target-accounts/{target-account-id}/sources';
export const sourcePath = `${sourcesPath}/{source-id}` as const;

/**
 * A client of the system with the types of the OpenAPI document; an operator's of the demo organisation unless told.
 * Its calls reject if an answer is not as the document says.
 */
export function typedClient(system: System, token = system.token()): Client<paths> {
  const client = createClient<paths>({ baseUrl: system.apiUrl, headers: { Authorization: `Bearer ${token}` } });
  client.use({
    async onResponse({ request, response }) {
      const { status, headers } = response;
      const answer = { status, headers, body: await response.clone().json() };
      const wrong = deviations(request.method, new URL(request.url).pathname, answer);
      if (wrong.length > 0) throw new Error(`${request.url} is not answered as documented: ${wrong.join('; ')}`);
    },
  });
  return client;
}
