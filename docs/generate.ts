import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { withEndpointTable } from './endpoint-table';
import { eventSchema, withEventTables } from './event-documents';
import { licencePage } from './licences';
import { withMetricTables } from './metric-table';
import { openApiDocument } from './openapi/document';
import { plainTemplates } from './plain-templates';
import { referencePage } from './reference/page';

const root = resolve(__dirname, '..');

/** Every generated file by its path, as it should be. */
async function generated(): Promise<Map<string, string>> {
  const document = openApiDocument();
  const readme = join(root, 'README.md');
  const metrics = join(__dirname, 'metrics.md');
  const events = join(__dirname, 'events.md');
  const files: [string, string][] = [
    [readme, withEndpointTable(readFileSync(readme, 'utf8'))],
    [metrics, withMetricTables(readFileSync(metrics, 'utf8'))],
    [events, withEventTables(readFileSync(events, 'utf8'))],
    [join(__dirname, 'events.schema.json'), `${JSON.stringify(eventSchema(), null, 1)}\n`],
    [join(__dirname, 'openapi.json'), `${JSON.stringify(document, null, 1)}\n`],
    [join(__dirname, 'reference.html'), referencePage(document)],
    [join(__dirname, 'licences.md'), licencePage()],
    [join(__dirname, 'client.d.ts'), await clientTypes(document)],
    ...[...plainTemplates()].map(([name, template]): [string, string] => [
      join(__dirname, 'templates', `${name}.template.json`),
      `${JSON.stringify(template, null, 1)}\n`,
    ]),
  ];
  return new Map(files);
}

/** The types of a client of the API. */
async function clientTypes(document: object): Promise<string> {
  const { default: openapiTypescript, astToString } = await import('openapi-typescript');
  const tree = await openapiTypescript(JSON.stringify(document), { defaultNonNullable: false });
  return `// Written by \`npm run docs\` from docs/openapi.json.\n${astToString(tree)}`;
}

/** `npm run docs` writes what is generated; with `--check`, names what is stale and fails instead. */
async function main(): Promise<void> {
  for (const [path, text] of await generated()) {
    const isCurrent = readOrEmpty(path) === text;
    if (isCurrent) continue;
    const name = relative(root, path);
    if (process.argv.includes('--check')) {
      console.error(`${name} is stale: npm run docs`);
      process.exitCode = 1;
    } else {
      writeFileSync(path, text);
      console.log(`wrote ${name}`);
    }
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

main();
