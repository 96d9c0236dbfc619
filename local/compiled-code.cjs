// Loads a bundle with the code that V8 compiled for it in an earlier process: a function's modules are compiled as they
// run, which is about half the time of loading one.
const crypto = require('node:crypto');
const fs = require('node:fs');
const modules = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

const digestBytes = 32;
const [loaded, invoked] = [1, 2];

/**
 * V8 knows code of another V8 or other flags by itself, but takes damaged code, and that of another source of the same
 * length, for good: hence the digest over source and code.
 * @param {string} source @param {Buffer} content
 */
function digest(source, content) {
  return crypto.createHash('sha256').update(source).update('\0').update(content).digest();
}

/** @param {string} source @param {string | undefined} codeFile @returns {{ code?: Buffer, stage: number }} */
function kept(source, codeFile) {
  try {
    if (codeFile === undefined) return { stage: 0 };
    const content = fs.readFileSync(codeFile);
    const signed = content.subarray(0, -digestBytes);
    if (!digest(source, signed).equals(content.subarray(-digestBytes))) return { stage: 0 };
    return { code: signed.subarray(0, -1), stage: signed[signed.length - 1] ?? 0 };
  } catch {
    return { stage: 0 };
  }
}

/**
 * Runs a CommonJS bundle that needs nothing but Node's own modules. `isCompiled` says that its compiled code was there
 * and V8 took it. `keep` writes the code to that file, together with what has been compiled since, unless what is
 * there is as good: call it once the bundle is loaded, and once more with true after an invocation. Code that cannot be
 * read or written is done without.
 * @param {string} file @param {string} [codeFile]
 * @returns {{ exports: Record<string, unknown>, isCompiled: boolean, keep(afterInvocation?: boolean): void }}
 */
exports.runBundle = function runBundle(file, codeFile) {
  const source = fs.readFileSync(file, 'utf8');
  // Code that was kept has lost the loader that `import()` asks for.
  if (/\bimport\s*\(/.test(source)) {
    const load = modules.createRequire(file);
    // Another environment of this thread has a module of its own.
    delete load.cache[load.resolve(file)];
    return { exports: load(file), isCompiled: false, keep() {} };
  }
  const { code, stage: keptStage } = kept(source, codeFile);
  // The wrapper has a line of its own, so that places in stack traces are those in the file.
  const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) {\n${source}\n})`, {
    filename: file,
    lineOffset: -1,
    cachedData: code,
  });
  const isCompiled = script.cachedDataRejected === false;
  let stage = isCompiled ? keptStage : 0;
  const module = { exports: {} };
  script.runInThisContext()(module.exports, modules.createRequire(file), module, file, path.dirname(file));
  return {
    exports: module.exports,
    isCompiled,
    keep(afterInvocation = false) {
      const reached = afterInvocation ? invoked : loaded;
      if (codeFile === undefined || reached <= stage) return;
      stage = reached;
      try {
        const content = Buffer.concat([script.createCachedData(), Buffer.of(reached)]);
        fs.mkdirSync(path.dirname(codeFile), { recursive: true });
        fs.writeFileSync(codeFile, Buffer.concat([content, digest(source, content)]));
      } catch {
        // The next start compiles again.
      }
    },
  };
};
