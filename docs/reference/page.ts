import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenApiDocument } from '../openapi/document';
import type { JsonSchema } from '../openapi/json-schema';
import { escaped, example, paragraphs } from './html';
import { type Operation, operationSection, type Resolve } from './operation';
import { contents } from './schema';

/** The document as a page that is whole in itself: it loads nothing and runs nothing. */
export function referencePage(document: OpenApiDocument): string {
  const style = readFileSync(join(__dirname, 'style.css'), 'utf8');
  const styleHash = createHash('sha256').update(style).digest('base64');
  const { title, version, summary, description } = document.info;
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'">
<title>${escaped(title)} API</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header>
<h1>${escaped(title)} <small>${escaped(version)}</small></h1>
<p>${escaped(summary)}</p>
</header>
<div class="columns">
${navigation(document)}
<main id="main">
<section id="about">
${paragraphs(description)}
<p><strong>Tokens.</strong> ${paragraphs(document.components.securitySchemes.token.description).slice(3)}
<p>The same as an OpenAPI 3.1 document: <a href="openapi.json">openapi.json</a>.</p>
</section>
${operations(document)}
<h2 id="problems">Problems</h2>
${Object.values(document.components.examples)
  .map(({ summary: code, value }) => example(`\`${value.status}\` \`${code}\`: ${value.title}`, value))
  .join('\n')}
<h2 id="schemas">Schemas</h2>
${Object.entries(document.components.schemas).map(schemaSection).join('\n')}
</main>
</div>
</body>
</html>
`;
}

function operationsOf(document: OpenApiDocument): { path: string; method: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
  );
}

function navigation(document: OpenApiDocument): string {
  const items = operationsOf(document).map(
    ({ method, operation }) =>
      `<li><a href="#${operation.operationId}"><span class="method ${method}">${method.toUpperCase()}</span> ${operation.operationId}</a></li>`,
  );
  const schemas = Object.keys(document.components.schemas).map(
    (name) => `<li><a href="#schema-${name}">${name}</a></li>`,
  );
  return `<nav aria-label="Contents">
<ul>
${items.join('\n')}
<li><a href="#problems">Problems</a></li>
<li><a href="#schemas">Schemas</a></li>
</ul>
<details><summary>Every schema</summary>
<ul>
${schemas.join('\n')}
</ul>
</details>
</nav>`;
}

function operations(document: OpenApiDocument): string {
  const resolve = resolver(document);
  return document.tags
    .map(({ name, description }) => {
      const sections = operationsOf(document)
        .filter(({ operation }) => operation.tags.includes(name))
        .map(({ path, method, operation }) => operationSection(path, method, operation, resolve));
      return `<h2 id="${name.toLowerCase()}">${name}</h2>\n${paragraphs(description)}\n${sections.join('\n')}`;
    })
    .join('\n');
}

function resolver(document: OpenApiDocument): Resolve {
  return <Value>(value: Value | { $ref: string }): Value => {
    if (typeof value !== 'object' || value === null || !('$ref' in value)) return value as Value;
    const steps = value.$ref.split('/').slice(1);
    return steps.reduce((at, step) => (at as Record<string, unknown>)[step], document as unknown) as Value;
  };
}

function schemaSection([name, schema]: [string, JsonSchema]): string {
  return `<section id="schema-${name}">\n<h3>${name}</h3>\n${contents(schema)}\n</section>`;
}
