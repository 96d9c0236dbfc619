import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { servePlayer } from '../../local/player';

let server: Server;
let url = '';
beforeAll(async () => {
  server = createServer((request, response) => {
    if (!servePlayer(request, response)) response.writeHead(404).end('the API');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('the page that plays proxies', () => {
  it('has its player from this machine, and loads nothing from another', async () => {
    const page = await fetch(`${url}/_player`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const text = await page.text();
    const sources = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source);
    expect(sources).toEqual(['/_player/hls.js']);
    const player = await fetch(`${url}/_player/hls.js`);
    expect(player.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await player.text()).toContain('Hls');
  });

  it('sends the token to the API alone', async () => {
    const text = await (await fetch(`${url}/_player`)).text();
    expect(text).toContain('new URL(url).origin === playlist.origin');
  });

  it('leaves every other request to the API', async () => {
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/_player/../package.json'],
      ['GET', '/_player/'],
      ['POST', '/_player'],
    ] as const)
      expect((await fetch(`${url}${path}`, { method })).status).toBe(404);
  });
});
