import { Readable } from 'node:stream';

interface HttpRequest {
  body?: unknown;
  headers: Record<string, string>;
}

interface HttpResponse {
  statusCode?: number;
  body?: AsyncIterable<Uint8Array | string>;
}

type Handler = (args: never) => Promise<{ response: unknown; output: never }>;

/** What the functions need of an SDK command; the commands' own types differ in their inputs only. */
export interface Command {
  middlewareStack: { add(middleware: (next: Handler) => Handler, options: object): void };
}

/**
 * Sends `body` instead of what the client would make of the command's input. The client of MediaConnect that can be
 * installed is older than the service and drops the members that it does not know (`flowTags`, `flowSize` …) without
 * a word; the request is signed after this step, so what leaves is what was signed.
 */
export function sendBody(command: Command, body: object): void {
  const text = JSON.stringify(body);
  command.middlewareStack.add(
    (next) => async (args) => {
      const { request } = args as { request: HttpRequest };
      request.body = text;
      request.headers['content-length'] = String(Buffer.byteLength(text));
      request.headers['content-type'] = 'application/json';
      return next(args);
    },
    { step: 'build', name: 'sendWireBody', priority: 'low' },
  );
}

/**
 * Keeps the answer as it came over the wire, since the client drops the members that it does not know there too.
 * The returned function gives the parsed body once the command was sent.
 */
export function keepAnswer(command: Command): () => unknown {
  let text = '';
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as HttpResponse;
      const chunks: Buffer[] = [];
      for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk));
      const bytes = Buffer.concat(chunks);
      text = bytes.toString('utf8');
      response.body = Readable.from([bytes]);
      return result;
    },
    { step: 'deserialize', name: 'keepWireAnswer', priority: 'low' },
  );
  return () => (text === '' ? {} : JSON.parse(text));
}

/** Tells the HTTP status of every answer to a command, also of an attempt that the client then repeats. */
export function watchStatus(command: Command, tell: (status: number) => void): void {
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      tell((result.response as HttpResponse).statusCode ?? 0);
      return result;
    },
    { step: 'deserialize', name: 'watchStatus', priority: 'low' },
  );
}
