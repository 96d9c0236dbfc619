import * as fc from 'fast-check';
import { listKeys, paths, queries, type Target } from './hostile-address';
import { doubtfulBody, refusedBody } from './hostile-body';
import {
  contentTypes,
  type Header,
  headerTricks,
  idempotencyKeys,
  malformedHeaders,
  methods,
  parsedMethods,
  preconditions,
} from './hostile-headers';
import type { RawRequest } from './raw-http';

/** A request that no honest client sends. */
export interface HostileRequest extends RawRequest {
  /** What is hostile in it. */
  kind: string;
  /** It breaks the rules of HTTP itself, so that the server's parser may refuse it before the API sees it. */
  isMalformed: boolean;
}

type Draft = Partial<Omit<HostileRequest, 'kind' | 'headers'>> & { headers?: readonly Header[] };

const json: Header = ['Content-Type', 'application/json'];

/** Arbitrary requests against a target; none of them makes a source, or deletes one that is to last. */
export function hostileRequests(target: Target): fc.Arbitrary<HostileRequest> {
  const arbitraries = Object.entries(kindsOf(target)).map(([kind, [weight, draft]]) => ({
    weight,
    arbitrary: draft.map((drawn) => finished(kind, drawn, kind === 'token' ? undefined : target.operator)),
  }));
  return fc.oneof(...arbitraries);
}

/** Operations as an honest client would choose them, but for the bodies. */
function operationsOf({ sources, lasting, doomed }: Target) {
  const one = fc.constantFrom(...lasting, doomed).map((id) => `${sources}/${id}`);
  const write = fc.constantFrom('POST', 'PATCH', 'PUT').chain((method) =>
    fc.record({
      method: fc.constant(method),
      target: method === 'POST' ? fc.constant(sources) : one,
      body: method === 'POST' ? refusedBody : doubtfulBody,
    }),
  );
  const somewhere = fc.oneof(fc.constant(sources), one);
  const read = fc.record({ method: fc.constant('GET'), target: somewhere });
  const doom = fc.constant({ method: 'DELETE', target: `${sources}/${doomed}` });
  const any: fc.Arbitrary<Draft> = fc.oneof(write, read, doom);
  return { write, doom, any, somewhere };
}

/** What is hostile in a request, and how often. */
function kindsOf(target: Target): Record<string, readonly [weight: number, draft: fc.Arbitrary<Draft>]> {
  const { write, doom, any, somewhere } = operationsOf(target);
  return {
    body: [45, write],
    token: [8, withHeaders(any, fc.constantFrom(...target.strangers).map(authorization))],
    path: [12, astray(target)],
    query: [10, fc.tuple(any, queries(target)).map(([rest, query]) => ({ ...rest, target: `${rest.target}${query}` }))],
    'list key': [4, listKeys(target.listKey).map((key) => ({ target: `${target.sources}?last-evaluated-key=${key}` }))],
    'content type': [
      5,
      fc.tuple(write, contentTypes).map(([rest, type]) => ({ ...rest, headers: [['Content-Type', type]] })),
    ],
    precondition: [8, withHeaders(fc.oneof(write, doom), headers('If-Match', preconditions))],
    'idempotency key': [4, withHeaders(write, headers('Idempotency-Key', idempotencyKeys))],
    header: [4, withHeaders(any, fc.constantFrom(...headerTricks))],
    'malformed header': [
      2,
      withHeaders(any, fc.constantFrom(...malformedHeaders)).map((draft) => ({ ...draft, isMalformed: true })),
    ],
    method: [
      4,
      fc
        .record({ method: methods, target: somewhere, body: refusedBody })
        .map((draft) => ({ ...draft, isMalformed: !parsedMethods.test(draft.method) })),
    ],
    'unfinished body': [1, write.map((draft) => ({ ...draft, hangsUpAfter: Math.floor(draft.body.length / 2) }))],
  };
}

const headers = (name: string, values: fc.Arbitrary<string>) =>
  values.map((value): readonly Header[] => [[name, value]]);
const authorization = (token: string): readonly Header[] => (token ? [['Authorization', token]] : []);

function withHeaders(draft: fc.Arbitrary<Draft>, more: fc.Arbitrary<readonly Header[]>): fc.Arbitrary<Draft> {
  return fc.tuple(draft, more).map(([rest, added]) => ({ ...rest, headers: [json, ...added] }));
}

/** Paths that lead astray, with any method; one that leads to a lasting source after all does not delete it. */
function astray(target: Target): fc.Arbitrary<Draft> {
  const method = fc.constantFrom('GET', 'GET', 'DELETE', 'PATCH', 'POST');
  return fc.record({ method, target: paths(target), body: refusedBody }).map((draft) => {
    const isLasting = target.lasting.some((id) => draft.target.includes(id));
    return {
      ...draft,
      method: isLasting && draft.method === 'DELETE' ? 'GET' : draft.method,
      isMalformed: !/^\/[!-~]*$/.test(draft.target),
    };
  });
}

/** The request with what every request needs. */
function finished(kind: string, draft: Draft, token: string | undefined): HostileRequest {
  const { method = 'GET', target = '/', headers: own = [json], body = Buffer.alloc(0), isMalformed = false } = draft;
  const length: Header[] = body.length > 0 ? [['Content-Length', String(body.length)]] : [];
  const all: Header[] = [['Host', '127.0.0.1'], ...authorization(token ?? ''), ...own, ...length];
  return { ...draft, kind, isMalformed, method, target, body, headers: all };
}
