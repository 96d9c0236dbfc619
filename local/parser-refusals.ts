import { type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpAnswer } from './gateway-responses';

/**
 * Lets a server answer what Node's parser refuses before there is a request (a request line or a header that is none,
 * headers that are too large, two lengths of one body), and hang up. A connection on which an answer is still to come
 * is only ended, since this one would be taken for that.
 */
export function answerParserRefusals(server: Server, answer: () => HttpAnswer): void {
  const pending = new WeakMap<Socket, number>();
  server.on('request', ({ socket }, response) => {
    pending.set(socket, (pending.get(socket) ?? 0) + 1);
    response.once('close', () => pending.set(socket, (pending.get(socket) ?? 1) - 1));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    const socket = stream as Socket;
    if (error.code === 'ECONNRESET' || !socket.writable || pending.get(socket)) return void socket.destroy();
    const { status, headers, body } = answer();
    const all = [...headers, ['content-length', String(Buffer.byteLength(body))], ['connection', 'close']];
    const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...all.map((pair) => pair.join(': '))];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}
