// Until Node 24 each AsyncLocalStorage in use takes part in every promise of its thread, and each bundle has one: with
// thirty of them a promise takes thirty times as long. Those that are made after this file was loaded share one.
const hooks = require('node:async_hooks');

/** @typedef {{ storage: object, store: unknown, outer: Frame | undefined }} Frame */

const { bind, snapshot } = hooks.AsyncLocalStorage;
/** The values of all storages, each over those that it was set within. @type {hooks.AsyncLocalStorage<Frame>} */
const frames = new hooks.AsyncLocalStorage();

/** What AsyncLocalStorage does, but for `disable`. */
class SharedStorage {
  static bind = bind;
  static snapshot = snapshot;

  /** @param {unknown} store @param {(...options: unknown[]) => unknown} callback @param {unknown[]} options */
  run(store, callback, ...options) {
    return frames.run(this.over(store), callback, ...options);
  }

  /** @param {unknown} store */
  enterWith(store) {
    frames.enterWith(this.over(store));
  }

  /** @param {(...options: unknown[]) => unknown} callback @param {unknown[]} options */
  exit(callback, ...options) {
    return this.run(undefined, callback, ...options);
  }

  /** What was set here before is hidden by this, and let go where it lies on top. @param {unknown} store @returns {Frame} */
  over(store) {
    const outer = frames.getStore();
    return { storage: this, store, outer: outer?.storage === this ? outer.outer : outer };
  }

  getStore() {
    let frame = frames.getStore();
    while (frame && frame.storage !== this) frame = frame.outer;
    return frame?.store;
  }
}

Object.assign(hooks, { AsyncLocalStorage: SharedStorage });
