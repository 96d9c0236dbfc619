import { signature } from '../support/aws-endpoint';
import type { System } from '../support/system';

/** An input or a channel as somebody at the console sees it. */
export interface SeenInMediaLive {
  id: string;
  arn: string;
  state: string;
  tags: Record<string, string>;
  inputSpecification?: object;
  mediaConnectFlows?: { flowArn: string }[];
}

/** What there is in MediaLive, but for what goes. */
export async function inMediaLive(system: System, kind: 'inputs' | 'channels'): Promise<SeenInMediaLive[]> {
  const headers = { authorization: signature('medialive') };
  const answer = (await (await fetch(`${system.awsUrl}/prod/${kind}`, { headers })).json()) as Record<
    string,
    SeenInMediaLive[]
  >;
  return (answer[kind] ?? []).filter(({ state }) => state !== 'DELETED' && state !== 'DELETING');
}

/** Asks S3 as the administrator of the account. */
export function askStorage(system: System, method: string, path: string): Promise<Response> {
  return fetch(`${system.awsUrl}/${path}`, { method, headers: { authorization: signature('s3') } });
}

/** The keys of a source's objects in a bucket. */
export async function keysIn(system: System, sourceId: string, bucket = ''): Promise<string[]> {
  const name = bucket || (await bucketOfHome(system));
  const text = await (await askStorage(system, 'GET', `${name}?list-type=2&prefix=${sourceId}/`)).text();
  return [...text.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => key);
}

/** The bucket for proxies in the Region of the control plane. */
async function bucketOfHome(system: System): Promise<string> {
  const text = await (await askStorage(system, 'GET', '')).text();
  const [, name = ''] = /<Name>(headworks-[0-9a-f]{12}-\d{12}-eu-west-1)<\/Name>/.exec(text) ?? [];
  if (!name) throw new Error(`no bucket for proxies: ${text}`);
  return name;
}
