import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { System } from '../support/system';

interface Tag {
  Key: string;
  Value: string;
}

/** What an AWS account has of a source. */
export interface Resource {
  arn: string;
  tags: Record<string, string>;
}

/** Every flow, secret and alarm of every AWS account and Region, as the simulated services keep them on disk. */
export function allResources({ dataDirectory }: System): Resource[] {
  const kept = (file: string) => {
    const path = join(dataDirectory, file);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  };
  const flows = readdirSync(join(dataDirectory, 'mediaconnect')).flatMap((file): Resource[] => {
    const { flows: all, tags } = kept(join('mediaconnect', file)) as {
      flows: { arn: string }[];
      tags: Record<string, Record<string, string>>;
    };
    return all.map(({ arn }) => ({ arn, tags: tags[arn] ?? {} }));
  });
  type Tagged = Record<string, { Tags?: Tag[]; tags?: Tag[] }>;
  const tagged = ['secrets.json', 'alarms.json'].flatMap((file) => Object.entries(kept(file) as Tagged));
  const others = tagged.map(([arn, { Tags, tags = Tags ?? [] }]) => {
    return { arn, tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) };
  });
  return [...flows, ...others];
}
