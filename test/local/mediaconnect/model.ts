import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Member {
  shape: string;
  location?: 'uri' | 'querystring';
  locationName: string;
}

interface Shape {
  type: string;
  required?: string[];
  members?: Record<string, Member>;
  member?: { shape: string };
  enum?: string[];
  error?: { httpStatusCode: number };
}

interface Operation {
  http: { method: string; requestUri: string; responseCode: number };
  input: { shape: string };
  output?: { shape: string };
  errors: { shape: string }[];
}

interface Model {
  operations: Record<string, Operation>;
  shapes: Record<string, Shape>;
}

const path = join(__dirname, '../../fixtures/mediaconnect-flows.json');
const model = JSON.parse(readFileSync(path, 'utf8')) as Model;

/** The names of every operation of the service's model. */
export const operations = Object.keys(model.operations);

/** An operation of the service's model. */
export function operationOf(name: string): Operation {
  const operation = model.operations[name];
  if (!operation) throw new Error(`The model has no operation ${name}.`);
  return operation;
}

/** A request as an SDK would send it. `input` has its members in lower camel case, those of path and query included. */
export function requestOf(name: string, input: Record<string, unknown>) {
  const { http, input: shape } = operationOf(name);
  const query = new URLSearchParams();
  const body: Record<string, unknown> = { ...input };
  let path = http.requestUri;
  for (const [member, { location, locationName }] of Object.entries(shapeOf(shape.shape).members ?? {})) {
    const key = member.charAt(0).toLowerCase() + member.slice(1);
    const value = body[key];
    if (!location || value === undefined) continue;
    delete body[key];
    if (location === 'uri') path = path.replace(`{${member}}`, encodeURIComponent(String(value)));
    else for (const each of [value].flat()) query.append(locationName, String(each));
  }
  return { method: http.method, path, query, body: Object.keys(body).length > 0 ? JSON.stringify(body) : '' };
}

/** What is wrong with an answer by the service's model; empty when nothing is. */
export function problemsOf(
  name: string,
  answer: { status: number; headers: Record<string, string>; body: string },
): string[] {
  const { http, output, errors } = operationOf(name);
  const code = answer.headers['x-amzn-errortype'];
  if (code === undefined) {
    const wrong =
      answer.status === http.responseCode ? [] : [`${name}: status ${answer.status}, not ${http.responseCode}`];
    if (!output) return answer.body === '' ? wrong : [...wrong, `${name}: a body where none belongs`];
    return [...wrong, ...walk(output.shape, JSON.parse(answer.body), name)];
  }
  // The model's tag operations list no throttling, which the service's limits nevertheless mention for every call.
  if (!errors.some((each) => each.shape === code) && code !== 'TooManyRequestsException')
    return [`${name}: ${code} is not one of its errors`];
  const expected = shapeOf(code).error?.httpStatusCode;
  const wrong = answer.status === expected ? [] : [`${name}: ${code} with status ${answer.status}, not ${expected}`];
  return [...wrong, ...walk(code, JSON.parse(answer.body), name)];
}

function shapeOf(name: string): Shape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`The model has no shape ${name}.`);
  return shape;
}

const typeTests: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  double: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  timestamp: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value),
};

function walk(name: string, value: unknown, at: string): string[] {
  const shape = shapeOf(name);
  if (shape.type === 'structure') return walkStructure(shape, value, at);
  if (shape.type === 'list') {
    if (!Array.isArray(value)) return [`${at}: not a list`];
    return value.flatMap((each, index) => walk(shape.member?.shape ?? '', each, `${at}[${index}]`));
  }
  if (shape.type === 'map') {
    const texts =
      typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string');
    return texts ? [] : [`${at}: not a map of strings`];
  }
  const test = typeTests[shape.type];
  if (!test) throw new Error(`${at}: the model's type ${shape.type} is not known here.`);
  if (!test(value)) return [`${at}: ${JSON.stringify(value)} is not a ${shape.type}`];
  return shape.enum && !shape.enum.includes(value as string) ? [`${at}: ${value} is not in the enumeration`] : [];
}

function walkStructure(shape: Shape, value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at}: not an object`];
  const members = Object.entries(shape.members ?? {});
  const known = new Map(members.map(([, member]) => [member.locationName, member.shape]));
  const missing = members
    .filter(([member, { locationName }]) => shape.required?.includes(member) && !(locationName in value))
    .map(([, { locationName }]) => `${at}.${locationName}: missing`);
  const found = Object.entries(value).flatMap(([key, each]) => {
    const inner = known.get(key);
    return inner ? walk(inner, each, `${at}.${key}`) : [`${at}.${key}: not a member`];
  });
  return [...missing, ...found];
}
