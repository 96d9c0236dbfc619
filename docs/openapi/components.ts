import * as z from 'zod';
import { type Endpoint, type EndpointName, endpoints } from '../../lambdas/contract/endpoints';
import { HistoryEvent } from '../../lambdas/domain/history';
import { Label, Metadata } from '../../lambdas/domain/metadata';
import { SourceMetrics } from '../../lambdas/domain/metric-series';
import { DryRun, Plan } from '../../lambdas/domain/plan';
import { ProvisioningStatus } from '../../lambdas/domain/provisioning-status';
import { Region } from '../../lambdas/domain/region';
import { SourceStatus } from '../../lambdas/domain/running-status';
import { mask } from '../../lambdas/domain/secret';
import { ServiceInfo } from '../../lambdas/domain/service-info';
import { TargetAccount, TargetAccountRequest } from '../../lambdas/domain/shown-account';
import { ProvisionedFlows, RevealedSource, Source, SourceSummary } from '../../lambdas/domain/shown-source';
import { ProvisionedFlow } from '../../lambdas/domain/source';
import { SourcePatch } from '../../lambdas/domain/source-patch';
import { SourceRequest } from '../../lambdas/domain/source-request';
import { describeMembers } from './descriptions';
import type { JsonSchema } from './json-schema';
import { problemSchemas } from './problems';

type Named = readonly [name: string, schema: z.ZodType];

const pascal = (words: string) => words.replaceAll(/(?:^|[-_])([a-z0-9])/g, (_, first: string) => first.toUpperCase());

/** The schemas that both requests and answers are made of. */
const shared: Named[] = [
  ['Alarm', SourceRequest.shape.alarm.unwrap()],
  ['Label', Label],
  ['Metadata', Metadata],
  ['ProvisioningStatus', ProvisioningStatus],
  ['Region', Region],
];

type Flow =
  | (typeof SourceRequest.shape)['ingress-flows']['element']
  | (typeof Source.shape)['ingress-flows']['element']
  | typeof patchedFlow;

const patchedFlow = SourcePatch.shape['ingress-flows'].unwrap().element;

/** An ingress flow and its parts in the form of a request, update or answer, each by the name of its component. */
function partsOf(flow: Flow, suffix: '' | 'Request' | 'Patch'): Named[] {
  const { 'flow-sources': flowSources, 'vpc-interfaces': interfaces, 'media-streams': streams } = flow.shape;
  const flowSource = flowSources.element;
  const stream = streams.unwrap().element;
  const parts: Named[] = [
    [`IngressFlow${suffix}`, flow],
    [`FailoverConfig${suffix}`, flow.shape['failover-config'].unwrap()],
    [`FlowSource${suffix}`, flowSource],
    [`VpcInterface${suffix}`, interfaces.unwrap().element],
    [`MediaStream${suffix}`, stream],
  ];
  for (const option of flowSource.options) {
    parts.push([`${pascal(option.shape.protocol.value)}${suffix}`, option]);
    if (!('decryption-settings' in option.shape)) continue;
    const secret = option.shape['decryption-settings'].unwrap();
    const isSrt = option.shape.protocol.value.startsWith('srt-');
    parts.push([`${isSrt ? 'SrtPassphrase' : 'AesKey'}${suffix}`, secret]);
  }
  for (const option of stream.options) {
    parts.push([`${pascal(option.shape['stream-type'].value)}Stream${suffix}`, option]);
  }
  return parts;
}

const requestParts: Named[] = [
  ...shared,
  ['TargetAccountRequest', TargetAccountRequest],
  ['SourceRequest', SourceRequest],
  ['EgressFlowRequest', SourceRequest.shape['egress-flows'].unwrap().element],
  ...partsOf(SourceRequest.shape['ingress-flows'].element, 'Request'),
  ['SourcePatch', SourcePatch],
  ['EgressFlowPatch', SourcePatch.shape['egress-flows'].unwrap().unwrap().unwrap().element],
  ...partsOf(patchedFlow, 'Patch'),
];

const answerParts: Named[] = [
  ...shared,
  ['Source', Source],
  ['EgressFlow', Source.shape['egress-flows'].unwrap().element],
  ...partsOf(Source.shape['ingress-flows'].element, ''),
  ['SourceSummary', SourceSummary],
  ['ProvisionedFlows', ProvisionedFlows],
  ['ProvisionedFlow', ProvisionedFlow],
  ['ProvisionedEgressFlow', ProvisionedFlows.shape['egress-flows'].element],
  ['SourceStatus', SourceStatus],
  ['SourceMetrics', SourceMetrics],
  ['ServiceInfo', ServiceInfo],
  ['HistoryEvent', HistoryEvent],
  ['TargetAccount', TargetAccount],
  ['Plan', Plan],
  ['DryRun', DryRun],
];

/** Every reused schema of the document by its name, and the names of what each operation takes and answers. */
export function components(): {
  schemas: Record<string, JsonSchema>;
  bodyOf: Partial<Record<EndpointName, string>>;
  answerOf: Partial<Record<EndpointName, string>>;
} {
  const requests = new Map(requestParts.map(([name, schema]) => [schema, name]));
  // An answer that reveals secrets differs from the masked one in nothing that a schema of the document tells.
  const answers = new Map([
    ...answerParts.map(([name, schema]) => [schema, name] as const),
    [RevealedSource, 'Source'],
  ]);
  const bodyOf: Partial<Record<EndpointName, string>> = {};
  const answerOf: Partial<Record<EndpointName, string>> = {};
  for (const row of endpoints) {
    if ('body' in row) bodyOf[row.name] = nameIn(requests, row.body.schema, `${pascal(row.name)}Request`);
    if (!('mediaType' in row)) answerOf[row.name] = nameIn(answers, row.answer, `${pascal(row.name)}Answer`);
  }
  answers.delete(RevealedSource);
  const schemas = {
    ...withoutDoubles(jsonSchemas(requests, 'input')),
    ...jsonSchemas(answers, 'output'),
    ...problemSchemas(),
    ...eitherSchemas(answerOf),
  };
  for (const [name, schema] of Object.entries(schemas)) {
    markBranches(schema, schemas);
    describeMembers(name, schema);
  }
  return {
    schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
    bodyOf,
    answerOf,
  };
}

/** The name of what an operation answers with one status: what was done, or the plan of a dry run. */
export const eitherName = (answer: string) => `${answer}OrDryRun`;

function eitherSchemas(answerOf: Partial<Record<EndpointName, string>>): Record<string, JsonSchema> {
  const rows: readonly Endpoint[] = endpoints;
  return Object.fromEntries(
    rows.flatMap(({ name, success, unchanged, isPlannable }) => {
      const answer = answerOf[name];
      if (!answer || !isPlannable || ![success, unchanged].includes(200)) return [];
      return [[eitherName(answer), { oneOf: [{ $ref: referenceTo(answer) }, { $ref: referenceTo('DryRun') }] }]];
    }),
  );
}

/** The name of a schema; one that has none yet is given `name`. */
function nameIn(names: Map<z.ZodType, string>, schema: z.ZodType, name: string): string {
  const known = names.get(schema) ?? name;
  names.set(schema, known);
  return known;
}

/** The path in the document of a component. */
export const referenceTo = (name: string) => `#/components/schemas/${name}`;

function jsonSchemas(names: Map<z.ZodType, string>, io: 'input' | 'output'): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of names) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io, uri: referenceTo, override: (made) => adjust(made, io) });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $id, $schema, ...schema }]) => [name, schema as JsonSchema]),
  );
}

/** The schemas without those of an update that say the same as the request's, which stand in their place. */
function withoutDoubles(schemas: Record<string, JsonSchema>): Record<string, JsonSchema> {
  const doubles = Object.keys(schemas).filter((name) => {
    const twin = schemas[name.replace(/Patch$/, 'Request')];
    return name.endsWith('Patch') && JSON.stringify(schemas[name]) === JSON.stringify(twin);
  });
  if (doubles.length === 0) return schemas;
  const references = new Set(doubles.map(referenceTo));
  const kept = Object.entries(schemas).filter(([name]) => !doubles.includes(name));
  // What refers to a double may be one itself once it refers to the request's.
  return withoutDoubles(
    JSON.parse(JSON.stringify(Object.fromEntries(kept)), (key, value) =>
      key === '$ref' && references.has(value) ? value.replace(/Patch$/, 'Request') : value,
    ),
  );
}

type Made = Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0];

function adjust({ zodSchema, jsonSchema }: Made, io: 'input' | 'output'): void {
  const { def, bag } = zodSchema._zod;
  const patterns = (bag.patterns ?? []) as Iterable<RegExp>;
  // JSON Schema compiles every pattern as Unicode, and has no other flag.
  for (const { source, flags } of patterns) {
    if (flags.replace('u', '') !== '') throw new Error(`The pattern ${source} needs the flags ${flags}`);
  }
  // Later versions may answer more members: a client that refuses those it does not know would break.
  if (io === 'output' && def.type === 'object' && !def.catchall) delete jsonSchema.additionalProperties;
  // The mask stands there unless the secret was asked for.
  if (io === 'output' && jsonSchema.const === mask) delete jsonSchema.const;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

/** Says of each union by which member its branches are told apart. */
function markBranches(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): void {
  const references = schema.oneOf?.flatMap(({ $ref }) => $ref ?? []) ?? [];
  const branches = references.map((reference) => schemas[reference.replace(referenceTo(''), '')]);
  const propertyName = ['protocol', 'stream-type'].find((member) =>
    branches.every((branch) => branch?.properties?.[member]?.const !== undefined),
  );
  if (references.length === 0 || propertyName === undefined) return;
  const mapping = branches.map((branch, index) => [branch?.properties?.[propertyName]?.const, references[index]]);
  schema.discriminator = { propertyName, mapping: Object.fromEntries(mapping) };
}
