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

/** Reads the one stack of a folder that `cdk synth` wrote. */
export function loadStack(folder: string, parameters: Record<string, string>, place: Place): Stack {
  const manifest = read(join(folder, 'manifest.json')) as Manifest;
  const stacks = Object.entries(manifest.artifacts).filter(
    ([, artifact]) => artifact.type === 'aws:cloudformation:stack',
  );
  const [[id, artifact] = ['', undefined]] = stacks;
  const templateFile = artifact?.properties?.templateFile;
  if (stacks.length !== 1 || templateFile === undefined) {
    throw new Error(`${folder} holds ${stacks.length} stacks; the local system runs exactly one`);
  }
  const name = artifact?.properties?.stackName ?? id;
  const assets = read(join(folder, `${id}.assets.json`)) as { files: Record<string, { source: { path: string } }> };
  const { resources, outputs } = resolveTemplate(name, read(join(folder, templateFile)), parameters, place);
  return {
    ...place,
    name,
    resources,
    outputs,
    of: (type) => resources.filter((resource) => resource.type === type),
    assetFolder(s3Key) {
      const asset = assets.files[s3Key.replace(/\.zip$/, '')];
      if (!asset) throw new Error(`${folder} has no asset ${s3Key}`);
      return join(folder, asset.source.path);
    },
  };
}
