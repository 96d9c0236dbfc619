// One execution environment of a Lambda function: loads the bundle once, then serves one invocation after another.
// CommonJS, since a thread that needs no loader of ES modules begins a good deal sooner.
const fs = require('node:fs');
const http = require('node:http');
const threads = require('node:worker_threads');
const compiledCode = require('./compiled-code.cjs');

const { parentPort, workerData } = threads;

/** @param {unknown} error @returns {{ errorType: string, errorMessage: string, trace: string[] }} */
function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

/** @param {string} name @param {string} message @returns {never} */
function fail(name, message) {
  throw Object.assign(new Error(message), { name });
}

function load() {
  const { file, exported, codeFile } = workerData;
  if (!fs.existsSync(file)) fail('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`);
  const bundle = compiledCode.runBundle(file, codeFile);
  const handler = bundle.exports[exported];
  if (typeof handler !== 'function') fail('Runtime.HandlerNotFound', `${file} exports no function ${exported}`);
  return { handler, bundle };
}

/**
 * The first request of a thread is dear, to whomever it goes. Lambda's own runtime fetches its invocations over HTTP,
 * so that a handler finds Node's client in use there; here one request that asks for nothing does that.
 */
function useHttp() {
  const agent = new http.Agent({ keepAlive: true });
  const end = () => agent.destroy();
  const request = http.request(process.env.AWS_ENDPOINT_URL ?? '', { method: 'POST', agent }, (response) => {
    response.resume().once('close', end);
  });
  request.once('error', end).end('{}');
}

/** @type {ReturnType<typeof load> | undefined} */
let loaded;
try {
  loaded = load();
  if (workerData.isAhead) useHttp();
  parentPort?.postMessage({ ready: true, isCompiled: loaded.bundle.isCompiled });
  loaded.bundle.keep();
} catch (error) {
  parentPort?.postMessage({ failed: describe(error) });
}

parentPort?.on('message', async ({ event, context, deadline }) => {
  try {
    const result = await loaded?.handler(JSON.parse(event), {
      ...context,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    parentPort?.postMessage({ result: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    parentPort?.postMessage({ failed: describe(error) });
  }
  loaded?.bundle.keep(true);
});
