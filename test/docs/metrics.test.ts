import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withMetricTables } from '../../docs/metric-table';
import { metrics } from '../../lambdas/domain/metric-table';

const docs = resolve(__dirname, '..', '..', 'docs');

describe('docs/metrics.md', () => {
  const text = readFileSync(join(docs, 'metrics.md'), 'utf8');

  it('has the tables as they are (npm run docs writes them)', () => {
    expect(withMetricTables(text)).toBe(text);
  });

  it('names every key, those of a whole flow by their twins', () => {
    const named = [...text.matchAll(/^\| `([a-z-]+)`(?: \*)?( †)? \|/gm)];
    const keys = named.flatMap(([, key = '', twin]) => (twin ? [key, `flow-${key}`] : [key]));
    expect(keys.sort()).toEqual([...metrics.keys()].sort());
  });
});

describe('the plot of an answer', () => {
  const draw = (answer: object) =>
    execFileSync(process.execPath, [join(docs, 'examples', 'plot-metrics.mjs')], {
      input: JSON.stringify(answer),
      encoding: 'utf8',
      stdio: 'pipe',
    });

  it('has a line for each flow source, broken where there is a gap', () => {
    const svg = draw(JSON.parse(readFileSync(join(docs, 'examples', 'metrics.json'), 'utf8')));
    const lines = [...svg.matchAll(/<path d="([^"]+)" stroke="#[0-9a-f]{6}"/g)].map(([, path = '']) => path);
    expect(lines.map((path) => path.split('M').length - 1)).toEqual([1, 2]);
    expect(svg).toContain('<tspan font-weight="bold">bit-rate</tspan> (Bits/Second)');
    expect(svg).not.toContain('NaN');
  });

  it('is refused where there is nothing to draw', () => {
    expect(() => draw({ series: [] })).toThrow(/no values to draw/);
  });
});
