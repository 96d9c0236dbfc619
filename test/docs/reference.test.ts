import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openApi, operations } from '../support/openapi';

const page = readFileSync(join(resolve(__dirname, '..', '..'), 'docs', 'reference.html'), 'utf8');
const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);

describe('the reference page', () => {
  it('has a place for every operation and schema, each once', () => {
    expect(ids).toEqual(expect.arrayContaining(operations.map(({ operation }) => operation.operationId)));
    expect(ids).toEqual(
      expect.arrayContaining(Object.keys(openApi.components.schemas).map((name) => `schema-${name}`)),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('links to nothing that is not there', () => {
    const links = [...page.matchAll(/ href="([^"]+)"/g)].map(([, link = '']) => link);
    const known = new Set(['openapi.json', 'data:,', ...ids.map((id) => `#${id}`)]);
    expect(links.filter((link) => !known.has(link))).toEqual([]);
  });

  it('loads nothing and runs nothing', () => {
    expect(page).not.toMatch(/<script|<img|<iframe|<link rel="stylesheet|@import|url\(| on[a-z]+="| style="/i);
  });

  it('allows its own style and nothing else', () => {
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
  });

  it('has balanced elements', () => {
    const open: string[] = [];
    const empty = ['!doctype', 'meta', 'link', 'wbr'];
    for (const [, slash, name = ''] of page
      .replace(/<style>[\s\S]*?<\/style>/, '')
      .matchAll(/<(\/?)([a-z0-9!]+)[^>]*>/g)) {
      if (empty.includes(name)) continue;
      if (slash) expect(name).toBe(open.pop());
      else open.push(name);
    }
    expect(open).toEqual([]);
  });
});
