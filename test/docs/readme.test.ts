import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { withEndpointTable } from '../../docs/endpoint-table';
import { checkSource } from '../../lambdas/domain/check-source';
import { protocols } from '../../lambdas/domain/protocol';

const root = resolve(__dirname, '..', '..');
const pages = [
  'README.md',
  'docs/architecture.md',
  'docs/events.md',
  'docs/operations.md',
  'docs/decisions/README.md',
  'docs/seed.md',
];

describe('the README', () => {
  it('has the table of the endpoints as they are (npm run docs writes it)', () => {
    const text = readFileSync(join(root, 'README.md'), 'utf8');
    expect(withEndpointTable(text)).toBe(text);
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const named = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/npm (?:run (?:--silent )?)([a-z:-]+)/g)];
    expect(named.length).toBeGreaterThan(0);
    for (const [, name = ''] of named) expect(Object.keys(scripts)).toContain(name);
  });

  it('shows the example of a client, which is compiled and run elsewhere', () => {
    const example = readFileSync(join(root, 'docs', 'client-example.ts'), 'utf8');
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${example}\`\`\`\n`);
  });

  it.each(pages)('%s links to nothing that is not there', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      expect({ target, exists: existsSync(join(root, dirname(page), target)) }).toEqual({ target, exists: true });
    }
  });
});

describe('docs/protocols.md', () => {
  const text = readFileSync(join(root, 'docs', 'protocols.md'), 'utf8');
  const bodies = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, body = '']) => JSON.parse(body));

  it('has a body for every protocol', () => {
    const shown = bodies.map((body) => body['ingress-flows'][0]['flow-sources'][0].protocol);
    expect(shown.sort()).toEqual([...protocols].sort());
  });

  it.each(bodies.map((body, index) => [index, body]))('body %i is accepted', (_, body) => {
    expect(checkSource(body).faults).toBeUndefined();
  });
});
