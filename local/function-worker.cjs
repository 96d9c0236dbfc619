// A thread in which execution environments of Lambda functions live: each loads its bundle once, then serves one
// invocation after another. They share the thread, since one of its own would cost each of them five times the memory
// and most of the time of loading; what an environment is to have for itself goes by whose code is running.
// CommonJS, since a thread that needs no loader of ES modules begins a good deal sooner.

// First, so that all that follows uses it.
require('./async-storage.cjs');
const hooks = require('node:async_hooks');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const threads = require('node:worker_threads');
const util = require('node:util');
const compiledCode = require('./compiled-code.cjs');

const { parentPort, workerData } = threads;

/** @typedef {{ file: string, exported: string, codeFile?: string, env: Record<string, string> }} Settings */
/** @typedef {{ event: string, context: Record<string, unknown>, deadline: number }} Invocation */

/** The environment whose code is running. @type {hooks.AsyncLocalStorage<Environment>} */
const running = new hooks.AsyncLocalStorage();

/** @param {unknown} error @returns {{ errorType: string, errorMessage: string, trace: string[] }} */
function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: util.format('%s', error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

/** @param {string} name @param {string} message @returns {never} */
function fail(name, message) {
  throw Object.assign(new Error(message), { name });
}

class Environment {
  /** @type {Set<http.ClientRequest>} */
  requests = new Set();
  ending = new AbortController();
  ended = false;

  /** @param {number} id @param {Settings} settings */
  constructor(id, settings) {
    this.id = id;
    this.settings = settings;
    this.env = settings.env;
  }

  /** @param {object} message */
  answer(message) {
    if (!this.ended) parentPort?.postMessage({ id: this.id, ...message });
  }

  load() {
    try {
      const { file, exported, codeFile } = this.settings;
      if (!fs.existsSync(file)) fail('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`);
      const bundle = compiledCode.runBundle(file, codeFile);
      const handler = bundle.exports[exported];
      if (typeof handler !== 'function') fail('Runtime.HandlerNotFound', `${file} exports no function ${exported}`);
      this.loaded = { bundle, handler };
      this.answer({ isCompiled: bundle.isCompiled });
      bundle.keep();
    } catch (error) {
      this.answer({ failed: describe(error) });
    }
  }

  /** @param {Invocation} invocation */
  async invoke({ event, context, deadline }) {
    try {
      const result = await this.loaded?.handler(JSON.parse(event), {
        ...context,
        callbackWaitsForEmptyEventLoop: true,
        getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
      });
      this.answer({ result: JSON.stringify(result) ?? 'null' });
    } catch (error) {
      this.answer({ failed: describe(error) });
    }
    if (!this.ended) this.loaded?.bundle.keep(true);
  }

  /** What is still running in it reaches nobody any more. */
  end() {
    this.ended = true;
    this.ending.abort();
    for (const request of this.requests) request.destroy();
  }

  /** Ends it from within. @param {object} failed */
  crash(failed) {
    this.answer({ failed, over: true });
    this.end();
  }
}

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream);
  stream.write = (/** @type {any[]} */ ...[text, ...options]) => {
    const environment = running.getStore();
    if (!environment) return write(text, ...options);
    parentPort?.postMessage({
      id: environment.id,
      log: typeof text === 'string' ? text : Buffer.from(text).toString(),
    });
    options.find((option) => typeof option === 'function')?.();
    return true;
  };
}
const { exit } = process;
Object.defineProperties(process, {
  env: { get: () => running.getStore()?.env ?? {} },
  exit: {
    value(code = 0) {
      const environment = running.getStore();
      if (!environment) return exit(code);
      const errorMessage = `Error: Runtime exited with error: exit status ${code}`;
      environment.crash({ errorType: 'Runtime.ExitError', errorMessage });
      throw new Error('The execution environment has ended');
    },
  },
});

for (const client of [http, https]) {
  /** @type {(...options: any[]) => http.ClientRequest} */
  const request = client.request;
  client.request = (/** @type {any[]} */ ...options) => {
    const environment = running.getStore();
    if (environment?.ended) throw new Error('The execution environment has ended');
    const sent = request(...options);
    environment?.requests.add(sent);
    return sent.once('close', () => environment?.requests.delete(sent));
  };
  client.get = (/** @type {any[]} */ ...options) => client.request(.../** @type {[any]} */ (options)).end();
}
const { fetch, queueMicrotask } = globalThis;
Object.assign(globalThis, {
  /** @param {Parameters<typeof fetch>[0]} input @param {RequestInit} [init] */
  fetch(input, init) {
    const ending = running.getStore()?.ending.signal;
    if (!ending) return fetch(input, init);
    const given = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    return fetch(input, { ...init, signal: given ? AbortSignal.any([given, ending]) : ending });
  },
  // Node no longer knows whose an error of these is, once nobody has caught it.
  /** @param {() => void} callback */
  queueMicrotask(callback) {
    queueMicrotask(() => {
      try {
        callback();
      } catch (error) {
        uncaught(error);
      }
    });
  },
});

/** @param {unknown} error */
function uncaught(error) {
  const environment = running.getStore();
  // Nobody's: it ends the thread.
  if (!environment) throw error;
  environment.crash(describe(error));
}
process.on('uncaughtException', uncaught);

/**
 * The first request of a thread is dear, to whomever it goes. Lambda's own runtime fetches its invocations over HTTP,
 * so that a handler finds Node's client in use there; here one request that asks for nothing does that.
 */
function useHttp() {
  const agent = new http.Agent({ keepAlive: true });
  const end = () => agent.destroy();
  const request = http.request(workerData.endpointUrl, { method: 'POST', agent }, (response) => {
    response.resume().once('close', end);
  });
  request.once('error', end).end('{}');
}

/** @type {Map<number, Environment>} */
const environments = new Map();
parentPort?.on('message', ({ id, load, invoke, end }) => {
  if (load) environments.set(id, new Environment(id, load));
  const environment = environments.get(id);
  if (!environment) return;
  if (load) running.run(environment, () => environment.load());
  if (invoke && !environment.ended) running.run(environment, () => environment.invoke(invoke));
  if (end) {
    environments.delete(id);
    environment.end();
    parentPort?.postMessage({ id, gone: true });
  }
});
useHttp();
