import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A door before DynamoDB that has every answer say what it cost. */
export interface Meter {
  url: string;
  /** Read units and requests since the last time. */
  read(): { units: number; requests: number };
  close(): void;
}

/** Stands between a client and the table at `target`, and adds up the capacity that each request consumes. */
export async function meterBefore(target: string): Promise<Meter> {
  let units = 0;
  let requests = 0;
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = { ...JSON.parse(Buffer.concat(chunks).toString()), ReturnConsumedCapacity: 'TOTAL' };
    const { host, 'content-length': _, ...headers } = request.headers as Record<string, string>;
    const answer = await fetch(target, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    requests += 1;
    units += JSON.parse(text).ConsumedCapacity?.CapacityUnits ?? 0;
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    read() {
      const sum = { units, requests };
      units = 0;
      requests = 0;
      return sum;
    },
    close: () => server.close(),
  };
}
