import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesise } from '../local/synthesise';

import { actingTable } from './acting';
import { authorizerTable } from './authorizer';

import { bundleTable } from './bundles';
import { callTable } from './calls';
import { changeTable } from './changes';
import { handlerTable } from './handlers';
import { listingTable } from './listing';
import { metricTable } from './metrics';
import { proxyTable } from './proxies';
import { startTable } from './start';
import { statusTable } from './status';
import { updateTable } from './updates';
import { validationTable } from './validation';

const help = `Measures the product and prints tables with limits and verdicts; ratios are against a baseline of the same run.

  npm run bench [-- NAME …]     all of them if none is named

  bundles     size of each function, and import time against the same function bundled with default settings
  authorizer  the warm authorizer against the bare check of the same token, by its signature alone and by the library
  handlers    warm getSource and listSources against a bare handler that makes the same DynamoDB call
  calls       AWS requests of each API call
  listing     what a page costs to read among 100,000 sources, against 1,000 (takes minutes)
  validation  time to check the largest legal source, against JSON.parse
  start       time to ready, memory, and create to complete over the simulator's own durations
  changes     calls of MediaConnect that each kind of change of a source makes, against the fewest possible
  metrics     calls of CloudWatch, size and time of the metrics of 24 hours of two flow sources
  proxies     calls of MediaLive that each change of a proxy makes, against the fewest possible
  updates     time of updates over the simulator's own durations, in real time (takes minutes); state transitions of
              each run, and their price
  status      warm getSourceStatus against a bare handler with one read, calls of MediaConnect in a thousand polls, and
              MediaConnect's events: until a status tells of them, and what a burst of a thousand loses
  acting      calls of STS: one for each execution environment, account, session policy and hour`;

/** The rows of a measurement's table. A figure that has a limit says whether it is kept. */
export type Table = Record<string, Record<string, string | number>>;

const measurements: Record<string, () => Promise<Table>> = {
  bundles: bundleTable,
  authorizer: authorizerTable,
  handlers: handlerTable,
  calls: callTable,
  listing: listingTable,
  validation: validationTable,
  start: startTable,
  changes: changeTable,
  metrics: metricTable,
  proxies: proxyTable,
  updates: updateTable,
  status: statusTable,
  acting: actingTable,
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { help: { type: 'boolean' } }, allowPositionals: true });
  if (values.help) return console.log(help);
  const unknown = positionals.filter((name) => !Object.hasOwn(measurements, name));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: no such measurement\n\n${help}`);
  // The bundles are made by the synthesis.
  await synthesise(resolve(__dirname, '..'), console.log);
  for (const [name, measure] of Object.entries(measurements)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    console.log(`\n${name}`);
    console.table(await measure());
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(2);
});
