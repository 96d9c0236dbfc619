import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';

const files: Record<string, [type: string, path: () => string]> = {
  '/_player': ['text/html; charset=utf-8', () => join(__dirname, 'player.html')],
  '/_player/hls.js': ['text/javascript; charset=utf-8', () => require.resolve('hls.js/dist/hls.light.min.js')],
};

/**
 * Serves the page that plays the proxies of the local system, and the player that it uses; false for any other request.
 * It stands beside the API, so that it asks for playlists at its own origin; nothing of it is in the template.
 */
export function servePlayer({ method, url }: IncomingMessage, response: ServerResponse): boolean {
  const found = files[(url ?? '').split('?')[0] ?? ''];
  if (method !== 'GET' || !found) return false;
  const [type, path] = found;
  const file = createReadStream(path());
  file.on('error', () => response.destroy());
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
  file.pipe(response);
  return true;
}
