import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolve } from './intrinsics';
import { Resolution, type Resource, refuseUnknown, type Template } from './resolution';
import type { Place } from './resource-types';

export type { Resource } from './resolution';

/** A synthesised stack, ready to be run. */
export interface Stack extends Place {
  name: string;
  resources: Resource[];
  outputs: Record<string, string>;
  of(type: string): Resource[];
  /** The folder of an asset named by a function's Code.S3Key; throws when the folder of the synthesis lacks it. */
  assetFolder(s3Key: string): string;
}

const topLevel = ['Resources', 'Parameters', 'Conditions', 'Outputs'];
const topLevelInert = ['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Rules'];

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/**
 * Turns a template into concrete resources whose names and ARNs are the same at every start; throws, naming the
 * logical id, for whatever the local system does not know.
 */
export function resolveTemplate(
  stackName: string,
  source: unknown,
  parameters: Record<string, string>,
  place: Place,
): Pick<Stack, 'resources' | 'outputs'> {
  const template = source as Template;
  refuseUnknown('the template section', template, [...topLevel, ...topLevelInert]);
  const scope = new Resolution(stackName, template, parameters, place);
  const resources: Resource[] = [];
  for (const [logicalId, raw] of Object.entries(template.Resources)) {
    try {
      if (raw.Condition === undefined || scope.condition(raw.Condition)) resources.push(scope.resource(logicalId));
    } catch (error) {
      throw new Error(`${logicalId} cannot run locally: ${(error as Error).message}`);
    }
  }
  const outputs = Object.entries(template.Outputs ?? {})
    .filter(([, output]) => output.Condition === undefined || scope.condition(output.Condition))
    .map(([name, output]) => [name, String(resolve(output.Value, scope))]);
  return { resources, outputs: Object.fromEntries(outputs) };
}

interface Manifest {
  artifacts: Record<string, { type: string; properties?: { templateFile?: string; stackName?: string } }>;
}

/** A stack of a folder that `cdk synth` wrote, not yet resolved. */
interface Synthesised {
  id: string;
  name: string;
  template: Template;
}

function stacksOf(folder: string): Synthesised[] {
  const { artifacts } = read(join(folder, 'manifest.json')) as Manifest;
  return Object.entries(artifacts).flatMap(([id, { type, properties }]) =>
    type === 'aws:cloudformation:stack' && properties?.templateFile !== undefined
      ? [{ id, name: properties.stackName ?? id, template: read(join(folder, properties.templateFile)) as Template }]
      : [],
  );
}

/** Claims that a stack has an API: it is the one that the others belong to. */
function hasApi({ template }: Synthesised): boolean {
  return Object.values(template.Resources).some(({ Type }) => Type === 'AWS::ApiGateway::RestApi');
}

/**
 * Reads a stack of a folder that `cdk synth` wrote, as if it were deployed with these parameters in an account and Region:
 * the one of that name, or the one with the API if no name is given. Throws if there is none.
 */
export function loadStack(folder: string, parameters: Record<string, string>, place: Place, named?: string): Stack {
  const stacks = stacksOf(folder);
  const found = stacks.find((stack) => (named === undefined ? hasApi(stack) : stack.name === named));
  if (!found) {
    const names = stacks.map(({ name }) => name).join(', ') || 'none';
    throw new Error(`${folder} has no stack ${named ?? 'with an API'}; it has ${names}`);
  }
  const { id, name, template } = found;
  const { resources, outputs } = resolveTemplate(name, template, parameters, place);
  let assets: Assets | undefined;
  return {
    ...place,
    name,
    resources,
    outputs,
    of: (type) => resources.filter((resource) => resource.type === type),
    assetFolder(s3Key) {
      assets ??= read(join(folder, `${id}.assets.json`)) as Assets;
      const asset = assets.files[s3Key.replace(/\.zip$/, '')];
      if (!asset) throw new Error(`${folder} has no asset ${s3Key}`);
      return join(folder, asset.source.path);
    },
  };
}

interface Assets {
  files: Record<string, { source: { path: string } }>;
}
