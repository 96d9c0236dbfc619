import { connect } from 'node:net';

/** A request as it goes over the wire: nothing is escaped, added or put right. */
export interface RawRequest {
  method: string;
  /** What stands between the method and the version. */
  target: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: Buffer;
  /** The connection is closed when this many bytes of the body are sent; the whole body is sent if absent. */
  hangsUpAfter?: number;
}

/** An answer as it came; `text` is its body. */
export interface RawAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * Sends a request to a server of this machine and waits for its answer, undefined if the connection ends without one.
 * Rejects if neither has happened within the deadline.
 */
export function sendRaw(origin: string, request: RawRequest, deadlineSeconds: number): Promise<RawAnswer | undefined> {
  const { hostname, port } = new URL(origin);
  const { method, target, headers, body, hangsUpAfter } = request;
  const lines = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const parts: Buffer[] = [];
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answerIn(Buffer.concat(parts), method)?.answer);
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer within ${deadlineSeconds} s`));
    }, deadlineSeconds * 1000);
    socket.on('data', (part) => {
      parts.push(part);
      if (answerIn(Buffer.concat(parts), method)?.isWhole) finish();
    });
    // A server may refuse a request and hang up before all of it is sent; what it said until then counts.
    socket.on('error', finish);
    socket.on('close', finish);
    socket.write(Buffer.concat([head, body.subarray(0, hangsUpAfter)]), () => {
      if (hangsUpAfter !== undefined) finish();
    });
  });
}

/** The answer at the start of what came, undefined while its head is not whole. */
function answerIn(received: Buffer, method: string): { answer: RawAnswer; isWhole: boolean } | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = received.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
  const rest = received.subarray(end + 4);
  // 100 Continue comes before the answer.
  if (status < 200) return answerIn(rest, method);
  const headers = new Headers(
    lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
  const length = headers.get('content-length');
  const expected = method === 'HEAD' ? 0 : length === null ? Infinity : Number(length);
  return { answer: { status, headers, text: rest.toString('utf8') }, isWhole: rest.length >= expected };
}
