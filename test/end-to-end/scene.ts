import { type System, sharedSystem } from '../support/system';
import { Account } from './account';
import { Client } from './client';

/** What a test of the whole system works with: the system, a client of its API, and the account behind it. */
export interface Scene {
  system: System;
  client: Client;
  account: Account;
}

/** A system without any data for the tests of this file. */
export function useSystem(): Scene {
  const system = sharedSystem();
  beforeAll(() => system.take());
  return { system, client: new Client(system), account: new Account(system) };
}
