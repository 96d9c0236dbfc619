// Every AsyncLocalStorage that was ever used in a process takes part in each promise that is made after it, and each
// test file has its own copy of the module that holds one: those of the files before are turned off.
import { AsyncLocalStorage } from 'node:async_hooks';

type Storage = AsyncLocalStorage<unknown>;
const key = Symbol.for('headworks.storages');
const shared = AsyncLocalStorage as unknown as { [key]?: Set<Storage> };

function watch(): Set<Storage> {
  const used = new Set<Storage>();
  const { run } = AsyncLocalStorage.prototype;
  AsyncLocalStorage.prototype.run = function (this: Storage, ...options: never) {
    used.add(this);
    return Reflect.apply(run, this, options);
  } as typeof run;
  return used;
}

shared[key] ??= watch();
for (const storage of shared[key]) storage.disable();
shared[key].clear();
