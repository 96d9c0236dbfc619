// Draws an answer of the metrics endpoint as SVG: node plot-metrics.mjs answer.json > answer.svg
import { readFileSync } from 'node:fs';

const [width, height, left, right, top, gap] = [960, 110, 110, 20, 46, 44];
const colours = ['#0b6e99', '#c2571a', '#4c7a34', '#7a4c99'];

/** @typedef {{identity: string, metrics: string, samples: string[], values: number[], unit: string}} Series */

/** @type {{period: number, series: Series[]}} */
const { period, series } = JSON.parse(readFileSync(process.argv[2] ?? 0, 'utf8'));
const drawn = series.filter(({ samples }) => samples.length > 0);
if (drawn.length === 0) throw new Error('The answer has no values to draw.');

const times = drawn.flatMap(({ samples }) => samples.map((at) => Date.parse(at) / 1000));
const [from, to] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b)) + period];
/** @param {number} seconds */
const x = (seconds) => left + ((seconds - from) / (to - from)) * (width - left - right);

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const number = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });
/** @param {number} seconds */
const moment = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');

/**
 * A line through values, each held for its period; where a sample is missing the line is broken.
 * @param {Series} series
 * @param {(value: number) => string} y
 */
function line({ samples, values }, y) {
  let last = 0;
  return samples
    .map((sample, index) => {
      const at = Date.parse(sample) / 1000;
      const height = y(values[index] ?? 0);
      const step = `${last === at ? 'L' : 'M'}${x(at).toFixed(1)} ${height}L${x(at + period).toFixed(1)} ${height}`;
      last = at + period;
      return step;
    })
    .join('');
}

/**
 * One chart for each metric, with a line for each flow source.
 * @param {string} key
 * @param {number} row
 */
function chart(key, row) {
  const lines = drawn.filter(({ metrics }) => metrics === key);
  const base = top + row * (height + gap) + height;
  const all = lines.flatMap(({ values }) => values);
  const most = all.reduce((a, b) => Math.max(a, b), 0) || 1;
  /** @param {number} value */
  const y = (value) => (base - (value / most) * (height - 10)).toFixed(1);
  const names = lines.map(
    ({ identity }, index) => `<tspan fill="${colours[index % colours.length]}"> ${escaped(identity)}</tspan>`,
  );
  return `<text x="${left}" y="${base - height - 6}"><tspan font-weight="bold">${escaped(key)}</tspan> (${escaped(lines[0]?.unit ?? '')})${names.join('')}</text>
<path d="M${left} ${base - height}V${base}H${width - right}" stroke="#999" fill="none"/>
<text x="${left - 8}" y="${Number(y(most)) + 4}" text-anchor="end">${number.format(most)}</text>
<text x="${left - 8}" y="${base}" text-anchor="end">0</text>
${lines.map((each, index) => `<path d="${line(each, y)}" stroke="${colours[index % colours.length]}" fill="none" stroke-width="1.5"${index > 0 ? ' stroke-dasharray="5 3"' : ''}/>`).join('\n')}`;
}

const charts = [...new Set(drawn.map(({ metrics }) => metrics))];
const total = top + charts.length * (height + gap);
console.log(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="16">${moment(from)} to ${moment(to)} UTC, values of ${period} s</text>
${charts.map(chart).join('\n')}
</svg>`);
