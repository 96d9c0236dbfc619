import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { demo } from '../../local/demo';
import { Functions } from '../../local/functions';
import { type Clock, Gateway } from '../../local/gateway';
import { InvokePermissions } from '../../local/invoke-permissions';
import { synthesise } from '../../local/synthesise';
import { loadStack, type Stack } from '../../local/template';
import { type Fixture, fixtureStack, startFixture } from '../support/local-stack';

const root = resolve(__dirname, '../..');
const sources = `/organisations/${demo.organisation}/target-accounts/${demo.targetAccount}/sources`;

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

interface Sent {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of any shape
  json: any;
}

/** Sends a request byte for byte, where fetch would normalise it. */
function send(
  method: string,
  path: string,
  headers: Record<string, string | string[]> = {},
  body?: string | Buffer,
  url = fixture.apiUrl,
) {
  return new Promise<Sent>((done, fail) => {
    const { port } = new URL(url);
    const sent = request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        const whole = Buffer.concat(parts);
        const isJson = /json/.test(response.headers['content-type'] ?? '') && whole.length > 0;
        const json = isJson ? JSON.parse(whole.toString()) : undefined;
        done({ status: response.statusCode ?? 0, headers: response.headers, body: whole, json });
      });
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

describe('events', () => {
  it('describes a request as API Gateway does', async () => {
    const { json } = await send(
      'POST',
      '/open?a=1&a=2&b=%C3%A9+x&empty=&bare',
      { 'X-Many': ['one', 'two'], 'Content-Type': 'application/json' },
      '{"é":1}',
    );
    expect(json.event).toMatchObject({
      resource: '/open',
      path: '/open',
      httpMethod: 'POST',
      queryStringParameters: { a: '2', b: 'é x', empty: '', bare: '' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['é x'], empty: [''], bare: [''] },
      pathParameters: null,
      stageVariables: null,
      body: Buffer.from('{"é":1}').toString('base64'),
      isBase64Encoded: true,
      requestContext: {
        path: '/open',
        resourcePath: '/open',
        httpMethod: 'POST',
        stage: 'prod',
        accountId: '111122223333',
        identity: { sourceIp: '127.0.0.1' },
      },
    });
    expect(json.event.headers['X-Many']).toBe('two');
    expect(json.event.multiValueHeaders['X-Many']).toEqual(['one', 'two']);
    expect(json.event.multiValueHeaders['X-Forwarded-For']).toEqual(['127.0.0.1']);
  });

  it('gives null for a body and a query that are not there', async () => {
    const { json, headers } = await send('GET', '/open');
    const { body, isBase64Encoded, queryStringParameters, multiValueQueryStringParameters, requestContext } =
      json.event;
    expect([body, isBase64Encoded, queryStringParameters, multiValueQueryStringParameters]).toEqual([
      null,
      false,
      null,
      null,
    ]);
    expect(requestContext.requestId).toBe(headers['x-amzn-requestid']);
    expect(requestContext).not.toHaveProperty('authorizer');
  });

  it.each([
    ['a literal before a parameter', '/items/mine', '/items/mine', null],
    ['a trailing slash as none', '/items/mine/', '/items/mine', null],
    ['a parameter, decoded', '/items/a%2Fb%20c', '/items/{id}', { id: 'a/b c' }],
    ['a greedy parameter', '/open/a/b/c', '/open/{rest+}', { rest: 'a/b/c' }],
    ['prototype names', '/open/__proto__', '/open/{rest+}', { rest: '__proto__' }],
  ])('routes %s', async (_name, path, resource, pathParameters) => {
    const { json } = await send('GET', path, { authorization: 'Bearer ok' });
    expect(json.event).toMatchObject({ resource, path, pathParameters });
  });

  it('keeps a query named __proto__ as a name', async () => {
    const { json } = await send('GET', '/open?__proto__=x');
    expect(Object.entries(json.event.queryStringParameters)).toEqual([['__proto__', 'x']]);
  });
});

describe('results', () => {
  it('hands on status, several headers of a name, and puts aside the ones API Gateway keeps for itself', async () => {
    const { status, headers } = await send('GET', '/open?mode=headers');
    expect(status).toBe(204);
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(headers['x-one']).toBe('1');
    expect(headers['x-amzn-remapped-www-authenticate']).toBe('Bearer');
    expect(headers['www-authenticate']).toBeUndefined();
  });

  it('decodes a base64 body', async () => {
    const { headers, body } = await send('GET', '/open?mode=picture');
    expect(headers['content-type']).toBe('image/jpeg');
    expect([...body]).toEqual([255, 216, 255, 0, 128]);
  });

  it.each(['throw', 'malformed', 'exit', 'big', 'broken'])('answers 502 to a function that fails: %s', async (mode) => {
    const { status, json } = await send('GET', `/open?mode=${mode}`);
    expect(status).toBe(502);
    expect(json).toEqual({ message: 'Internal server error' });
  });

  it('answers 504 to a function that is late', async () => {
    const { status, json } = await send('GET', '/slow?mode=slow');
    expect(status).toBe(504);
    expect(json).toEqual({ message: 'Endpoint request timed out' });
  });

  it('answers 500 where no permission lets the API invoke the function', async () => {
    const complaint = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { status } = await send('GET', '/unpermitted');
    expect(status).toBe(500);
    expect(complaint).toHaveBeenCalledWith(expect.stringContaining('no AWS::Lambda::Permission lets'));
    complaint.mockRestore();
  });
});

describe("the gateway's own answers", () => {
  const problem = (type: string, detail: string, requestId: unknown) => ({
    type,
    detail,
    instance: `urn:uuid:${requestId}`,
  });

  it.each([
    ['a path that is not there', 'GET', '/nothing'],
    ['a method that is not there', 'DELETE', '/items'],
    ['HEAD where only GET is', 'HEAD', '/items'],
    ['OPTIONS where only GET is', 'OPTIONS', '/items'],
    ['a path out of the API', 'GET', '/open/../items/../../etc/passwd/x'.replace('/open', '')],
    ['the root', 'GET', '/'],
  ])('refuses %s as API Gateway does', async (_name, method, path) => {
    const { status, headers, json } = await send(method, path, { authorization: 'Bearer ok' });
    expect(status).toBe(403);
    expect(headers['content-type']).toBe('application/problem+json');
    const expected = problem(
      'MISSING_AUTHENTICATION_TOKEN',
      'Missing Authentication Token',
      headers['x-amzn-requestid'],
    );
    expect(json).toEqual(method === 'HEAD' ? undefined : expected);
  });

  it.each([
    '/open?a=%',
    '/open?%zz=1',
    '/open/%E0%A4%A',
    '/open/%',
  ])('answers 400 to a stray percent sign: %s', async (path) => {
    const { status, json } = await send('GET', path);
    expect(status).toBe(400);
    expect(json).toMatchObject({ type: 'BAD_REQUEST_PARAMETERS', detail: 'Bad Request' });
  });

  it('answers 413 to a body over 10 MB, and 413 to one that Lambda does not take', async () => {
    for (const megabytes of [11, 7]) {
      const { status, json } = await send('POST', '/open', {}, Buffer.alloc(megabytes * 1024 * 1024));
      expect(status).toBe(413);
      expect(json).toMatchObject({ type: 'REQUEST_TOO_LARGE', detail: 'Request Too Long' });
    }
  });

  /** All that comes back for these bytes until the connection ends. */
  const raw = (bytes: string) =>
    new Promise<string>((done) => {
      const parts: Buffer[] = [];
      const socket = connect(Number(new URL(fixture.apiUrl).port), '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (part) => parts.push(part));
      socket.on('error', () => {}).on('close', () => done(Buffer.concat(parts).toString()));
    });

  it.each([
    ['a request line that is none', 'GET\r\n\r\n'],
    ['a method that is none', 'GE T /open HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a header line that is none', 'GET /open HTTP/1.1\r\nhost: x\r\nno colon\r\n\r\n'],
    ['headers that are too large', `GET /open HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(100_000)}\r\n\r\n`],
    [
      'two lengths of one body',
      'POST /open HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('answers 400 to %s, hangs up, and serves the next', async (_name, bytes) => {
    const [head = '', body = ''] = (await raw(bytes)).split('\r\n\r\n');
    const [first, ...lines] = head.split('\r\n');
    expect(first).toBe('HTTP/1.1 400 Bad Request');
    const headers = Object.fromEntries(lines.map((line) => line.toLowerCase().split(': ')));
    expect(headers).toMatchObject({ 'content-type': 'application/problem+json', connection: 'close' });
    expect(headers['content-length']).toBe(String(body.length));
    expect(JSON.parse(body)).toEqual(problem('BAD_REQUEST_PARAMETERS', 'Bad Request', headers['x-amzn-requestid']));
    expect((await send('GET', '/open')).status).toBe(200);
  });

  it('does not answer what follows a request on its connection and is none, while that is being served', async () => {
    const slow = 'GET /open?mode=slow HTTP/1.1\r\nhost: x\r\n\r\n';
    expect(await raw(`${slow}nonsense\r\n\r\n`)).toBe('');
  });
});

describe('authorizers', () => {
  const get = (path: string, word?: string) => send('GET', path, word === undefined ? {} : { authorization: word });

  it('asks for a token, in the words of the template', async () => {
    const { status, headers, json } = await get('/items');
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Bearer');
    expect(json).toMatchObject({ type: 'UNAUTHORIZED', detail: 'Unauthorized' });
  });

  it.each([
    ['a token that does not match the validation expression', 'Basic ok', 401, { type: 'UNAUTHORIZED' }],
    ['a thrown "Unauthorized"', 'Bearer bad', 401, { type: 'UNAUTHORIZED' }],
    [
      'an explicit deny',
      'Bearer deny',
      403,
      { detail: 'User is not authorized to access this resource with an explicit deny' },
    ],
    ['an authorizer that throws', 'Bearer crash', 500, { message: null }],
    ['a result that is no policy', 'Bearer strange', 500, { message: null }],
  ])('answers %s', async (_name, word, status, body) => {
    const answer = await get('/items', word);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject(body);
  });

  it('hands the context on as text, and asks once for a token whatever the path', async () => {
    const first = (await get('/items', 'Bearer cached')).json.event.requestContext.authorizer;
    const second = (await get('/items/other', 'Bearer cached')).json.event.requestContext.authorizer;
    expect(first).toEqual({ principalId: 'somebody', admin: 'true', asked: expect.stringMatching(/^\d+$/) });
    expect(second).toEqual(first);
  });

  it('judges a cached policy anew for each method', async () => {
    expect((await get('/items', 'Bearer narrow')).status).toBe(200);
    expect((await get('/items/1', 'Bearer narrow')).json).toMatchObject({
      type: 'ACCESS_DENIED',
      detail: 'User is not authorized to access this resource',
    });
  });

  it('runs a REQUEST authorizer on its identity source, uncached where the time to live is 0', async () => {
    const keyed = (headers: Record<string, string>) => send('GET', '/keyed', headers);
    expect((await keyed({})).status).toBe(401);
    const asked = async () => Number((await keyed({ 'X-Key': 'a ok' })).json.event.requestContext.authorizer.asked);
    const before = await asked();
    expect(await asked()).toBe(before + 1);
  });
});

describe('a front of its own', () => {
  const opened: { close(): unknown }[] = [];
  afterEach(() => {
    for (const each of opened.splice(0)) each.close();
  });

  /** A clock that stands still until it is told to go on. */
  class StoppedClock implements Clock {
    private time = 0;
    private readonly alarms: { at: number; wake(): void }[] = [];
    /** Told of each wait that begins. */
    waits: (milliseconds: number) => void = () => {};

    now = () => this.time;

    after(milliseconds: number, wake: () => void): () => void {
      const alarm = { at: this.time + milliseconds, wake };
      this.alarms.push(alarm);
      this.waits(milliseconds);
      return () => void this.alarms.splice(this.alarms.indexOf(alarm), 1);
    }

    pass(milliseconds: number): void {
      this.time += milliseconds;
      for (const { at, wake } of [...this.alarms]) if (at <= this.time) wake();
    }

    get pending(): number {
      return this.alarms.length;
    }
  }

  /** The fixture's API with properties of one resource changed. */
  function front(logicalId: string, properties: Record<string, unknown>, clock?: Clock): Gateway {
    const stack = fixtureStack();
    Object.assign(stack.resources.find((resource) => resource.logicalId === logicalId)?.properties ?? {}, properties);
    return frontOf(stack, clock);
  }

  function frontOf(stack: Stack, clock?: Clock): Gateway {
    const functions = new Functions(stack, { endpointUrl: fixture.awsUrl, logFolder: tmpdir() });
    opened.push(functions);
    return new Gateway(stack, functions, new InvokePermissions(stack), clock);
  }

  async function projectStack(): Promise<Stack> {
    const parameters = {
      TokenIssuer: 'https://issuer.example',
      TokenKeySetUri: 'https://issuer.example/keys',
      TokenAudiences: 'local',
      OrganisationId: demo.organisation,
      TargetAccountId: demo.targetAccount,
    };
    return loadStack(await synthesise(root, () => {}), parameters, demo);
  }

  /** Lets a front listen, and answers its URL. */
  async function listen(gateway: Gateway): Promise<string> {
    const server = gateway.server();
    opened.push(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const everywhere = { ResourcePath: '/*', HttpMethod: '*' };

  it('throttles as the stage says: so many at once, and then so many a second', async () => {
    const clock = new StoppedClock();
    const settings = { ...everywhere, ThrottlingRateLimit: 2, ThrottlingBurstLimit: 3 };
    const url = await listen(front('Stage', { MethodSettings: [settings] }, clock));
    const statuses = async (count: number) => {
      const answers = [];
      for (let sent = 0; sent < count; sent++) answers.push((await fetch(`${url}/items`)).status);
      return answers;
    };
    expect(await statuses(5)).toEqual([401, 401, 401, 429, 429]);
    clock.pass(499);
    expect(await statuses(1)).toEqual([429]);
    clock.pass(1);
    expect(await statuses(2)).toEqual([401, 429]);
    clock.pass(1000);
    expect(await statuses(3)).toEqual([401, 401, 429]);
    clock.pass(3_600_000);
    expect(await statuses(4)).toEqual([401, 401, 401, 429]);
    const refused = await fetch(`${url}/items`);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await refused.json()).toMatchObject({ type: 'THROTTLED', detail: 'Too Many Requests' });
  });

  it("lets as many requests through as the project's own stack says, and the README", async () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, rate, burst] = (/may send (\d+) requests a second, and (\d+) at once/.exec(readme) ?? []).map(Number);
    const clock = new StoppedClock();
    const url = await listen(frontOf(await projectStack(), clock));
    const passed = async (count: number) => {
      const statuses = await Promise.all(
        Array.from({ length: count }, async () => (await send('GET', sources, {}, undefined, url)).status),
      );
      expect(statuses.filter((status) => status !== 401 && status !== 429)).toEqual([]);
      return statuses.filter((status) => status === 401).length;
    };
    expect(await passed(600)).toBe(burst);
    clock.pass(100);
    expect(await passed(100)).toBe((rate ?? 0) / 10);
  });

  it('does not throttle what leads nowhere, as that is no call of a method', async () => {
    const settings = { ...everywhere, ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 };
    const url = await listen(front('Stage', { MethodSettings: [settings] }, new StoppedClock()));
    for (const path of ['/nothing', '/nothing', '/items']) expect((await fetch(url + path)).status).not.toBe(429);
    expect((await fetch(`${url}/items`)).status).toBe(429);
  });

  it.each([
    ['29 seconds, unless told', '/open', 29_000],
    ['as long as the integration says', '/slow', 300],
  ])('waits for a function %s, and answers 504 then', async (_, path, milliseconds) => {
    const clock = new StoppedClock();
    const waiting = new Promise<number>((begun) => {
      clock.waits = begun;
    });
    const url = await listen(front('Stage', {}, clock));
    const answer = fetch(`${url}${path}?mode=slow`);
    expect(await waiting).toBe(milliseconds);
    clock.pass(milliseconds - 1);
    expect(clock.pending).toBe(1);
    clock.pass(1);
    expect((await answer).status).toBe(504);
    expect(await (await answer).json()).toEqual({ message: 'Endpoint request timed out' });
    expect(clock.pending).toBe(0);
  });

  it('waits no longer for a function that has answered', async () => {
    const clock = new StoppedClock();
    const url = await listen(front('Stage', {}, clock));
    expect((await fetch(`${url}/open`)).status).toBe(200);
    expect(clock.pending).toBe(0);
  });

  it.each<[string, string, Record<string, unknown>, string]>([
    [
      'an IAM method',
      'OpenAny',
      { AuthorizationType: 'AWS_IAM' },
      'OpenAny cannot run locally: AWS_IAM is not known here',
    ],
    [
      'an HTTP integration',
      'OpenAny',
      { Integration: { Type: 'HTTP' } },
      'OpenAny cannot run locally: the integration HTTP',
    ],
    ['a Cognito authorizer', 'TokenAuthorizer', { Type: 'COGNITO_USER_POOLS' }, 'COGNITO_USER_POOLS is not known here'],
    [
      'an unknown identity source',
      'TokenAuthorizer',
      { IdentitySource: 'stageVariables.a' },
      'stageVariables.a is not known here',
    ],
    ['some binary types', 'Api', { BinaryMediaTypes: ['image/png'] }, 'BinaryMediaTypes image/png'],
    [
      'throttling of one path',
      'Stage',
      { MethodSettings: [{ ResourcePath: '/a', HttpMethod: 'GET', ThrottlingRateLimit: 1 }] },
      'GET /a',
    ],
    [
      'a template with an unknown variable',
      'Default4',
      { ResponseTemplates: { a: '$input.body' } },
      'Default4 cannot run locally: $input',
    ],
    [
      'a template with an unknown context',
      'Default4',
      { ResponseTemplates: { a: '$context.wafResponseCode' } },
      '$context.wafResponseCode',
    ],
  ])('refuses %s when it is loaded', (_name, logicalId, properties, text) => {
    expect(() => front(logicalId, properties)).toThrow(text);
  });
});
