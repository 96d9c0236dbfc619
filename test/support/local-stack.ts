import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { demo } from '../../local/demo';
import { type LocalSystem, startSystem } from '../../local/system';
import { loadStack } from '../../local/template';

/** A hand-written synthesis with one of everything that the local hosts run. */
export const fixtureFolder = resolve(__dirname, '../fixtures/local-stack');

export const fixtureParameters = {
  TokenIssuer: 'http://headworks.local',
  TokenKeySetUri: 'http://127.0.0.1/keys',
  TokenAudiences: 'headworks-local',
  OrganisationId: demo.organisation,
  TargetAccountId: demo.targetAccount,
  NotificationTopicArn: demo.topicArn,
};

export function fixtureStack() {
  return loadStack(fixtureFolder, fixtureParameters, { account: demo.account, region: demo.region });
}

/** The fixture stack running in this process, a hundred times faster than real time, with a temporary data directory. */
export async function startFixture(dataDirectory = mkdtempSync(join(tmpdir(), 'fixture-'))) {
  const system: LocalSystem = await startSystem({
    template: fixtureFolder,
    dataDirectory,
    port: 0,
    awsPort: 0,
    speed: 100,
    indexDelayMs: 0,
    progress: () => undefined,
  });
  const credentials = { accessKeyId: 'outsider', secretAccessKey: 'any' };
  return {
    ...system,
    dataDirectory,
    /** Settings for an SDK client. */
    aws: { endpoint: system.awsUrl, region: demo.region, credentials, maxAttempts: 1 },
    async stop() {
      await system.close();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

export type Fixture = Awaited<ReturnType<typeof startFixture>>;
