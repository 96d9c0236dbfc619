import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isNativeError } from 'node:util/types';

// Jest gives a test globals of its own, so that an error of node's sockets is no `Error` to the SDK, which then wraps
// it and loses its code. In a function there is one `Error`.
const ordinary = Function.prototype[Symbol.hasInstance];
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, thing: unknown) {
    return this === Error ? isNativeError(thing) : ordinary.call(this as typeof Error, thing);
  },
});

/** A request that the stub was sent. */
export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies of any shape
  body: any;
}

/** What the stub answers; `lost` breaks the connection without an answer, a text is sent as it is. */
export type StubAnswer = { status?: number; body?: unknown; error?: string } | 'lost';

/** An HTTP service whose answers a test decides, one request at a time. */
export interface StubService {
  url: string;
  requests: SeenRequest[];
  /** Answers every request from now on, and forgets those before. */
  answer(reply: (request: SeenRequest) => StubAnswer): void;
  close(): Promise<void>;
}

/** Starts the stub on a free port; it answers 404 until it is told what to. */
export async function startStubService(): Promise<StubService> {
  const requests: SeenRequest[] = [];
  let reply: (request: SeenRequest) => StubAnswer = () => ({ status: 404, error: 'NotFoundException' });
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const { method = '', url: path = '', headers } = incoming;
    const request = {
      method,
      path: decodeURIComponent(path),
      headers,
      text,
      body: text ? JSON.parse(text) : undefined,
    };
    requests.push(request);
    const answer = reply(request);
    if (answer === 'lost') return void response.destroy();
    const { status = 200, body = answer.error ? { message: `${answer.error} was asked for` } : {}, error } = answer;
    const errorHeader = error ? { 'x-amzn-errortype': error } : {};
    response.writeHead(status, { 'content-type': 'application/json', ...errorHeader });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer(next) {
      reply = next;
      requests.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
