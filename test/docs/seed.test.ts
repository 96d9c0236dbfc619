import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openApi } from '../support/openapi';

const root = resolve(__dirname, '..', '..');
const text = readFileSync(join(root, 'docs', 'seed.md'), 'utf8');
const rows = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| published'));
const fixtures = join(root, 'test', 'fixtures', 'seed');

/** The names of all members in a document, however deep. */
function membersOf(document: unknown): string[] {
  const names: string[] = [];
  JSON.stringify(document, (name, value) => {
    if (name !== '' && !/^\d+$/.test(name)) names.push(name);
    return value;
  });
  return [...new Set(names)];
}

describe('docs/seed.md', () => {
  const files = readdirSync(fixtures).filter((file) => file.endsWith('.json'));
  const members = files.flatMap((file) =>
    membersOf(JSON.parse(readFileSync(join(fixtures, file), 'utf8'))).map((member) => [file, member]),
  );

  it.each(members)('has of %s the member %s', (_, member) => {
    expect(rows.filter((row) => (row.split('|')[1] ?? '').includes(`\`${member}\``))).not.toEqual([]);
  });

  it('names the operations of the document, and only those', () => {
    const named = [...text.matchAll(/^\| [^|]+ \| `(\w+)` \|/gm)].map(([, name]) => name);
    const published = Object.values(openApi.paths)
      .flatMap((methods) => Object.values(methods))
      .filter((operation) => !operation['x-extension'] && operation.operationId !== 'updateSourceByPut');
    expect(named.sort()).toEqual(published.map(({ operationId }) => operationId).sort());
  });

  it('names only files that are there', () => {
    const named = [...text.matchAll(/`((?:lambdas|test)\/[^`]+)`/g)].map(([, file = '']) => file);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it.each(rows)('says where and by which test, or that it is not there yet: %s', (row) => {
    const [, , implemented = '', where = '', tested = ''] = row.split('|').map((cell) => cell.trim());
    expect({ where: where !== '', tested: tested !== '' }).toEqual(
      implemented === 'not yet' ? { where: false, tested: false } : { where: true, tested: true },
    );
  });
});
