import { setTimeout as delay } from 'node:timers/promises';

/** A refusal of the API, in its own words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** So often a request is sent that the API, or the way to it, would rather have later. */
const attempts = 6;
const timeoutMilliseconds = 30_000;
const later = [429, 502, 503, 504];

/** Calls one deployment with one token. */
export class ApiClient {
  constructor(
    private readonly baseUrl: string,
    private readonly token: string,
  ) {}

  /** The parsed answer of a request. Throws `Refusal` for any other than 2xx, once waiting does not help. */
  async send<Body>(method: 'GET' | 'DELETE', path: string): Promise<Body> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${this.baseUrl.replace(/\/$/, '')}${path}`, {
        method,
        headers: { authorization: `Bearer ${this.token}` },
        signal: AbortSignal.timeout(timeoutMilliseconds),
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text) as Body;
      if (!later.includes(response.status) || attempt === attempts) {
        throw new Refusal(response.status, `${method} ${path}: ${response.status} ${messageOf(text)}`);
      }
      await delay(1_000 * Number(response.headers.get('retry-after') ?? 2 ** attempt));
    }
  }

  /** Everything that a list has under a member, page after page. */
  async *list<Item>(path: string, member: string, query: Record<string, string> = {}): AsyncGenerator<Item> {
    let key: string | undefined;
    do {
      const search = new URLSearchParams({ ...query, 'page-size': '100', ...(key && { 'last-evaluated-key': key }) });
      const page: Record<string, unknown> = await this.send('GET', `${path}?${search}`);
      yield* (page[member] ?? []) as Item[];
      key = page['last-evaluated-key'] as string | undefined;
    } while (key);
  }
}

function messageOf(text: string): string {
  try {
    return String(JSON.parse(text).detail ?? text);
  } catch {
    return text.slice(0, 200);
  }
}
