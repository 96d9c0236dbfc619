import { demo } from '../../local/demo';

const { account, region } = demo;

/** The environment of every function in these tests: one deployment, with made-up ARNs. */
export const functionEnvironment = {
  TABLE_NAME: 'sources',
  ORGANISATION_ID: demo.organisation,
  TARGET_ACCOUNT_ID: demo.targetAccount,
  DEPLOYMENT_ID: `Headworks@${region}`,
  SECRET_PREFIX: 'headworks/Headworks',
  PROXY_BUCKETS: 'headworks-0123456789ab',
  START_ON_CREATION: 'true',
  CORS_ORIGINS: '',
  SOURCES_PER_ORGANISATION: '1000',
  RUNS_PER_ORGANISATION: '100',
  TARGET_ACCOUNTS_PER_ORGANISATION: '50',
  PROVISION_SOURCE_ARN: `arn:aws:states:${region}:${account}:stateMachine:provision`,
  DEPROVISION_SOURCE_ARN: `arn:aws:states:${region}:${account}:stateMachine:deprovision`,
  SRT_LISTENERS: 'shared',
  EVENT_BUS_NAME: 'the-bus',
  OWN_AWS_ACCOUNT: account,
  EVENT_ACCOUNTS: '444455556666',
  EVENT_ORGANISATION: '',
} as const;

/** Gives this process a function's environment. To be called before a handler is imported: each reads it when it is. */
export function enterFunction(more: Record<string, string> = {}): void {
  Object.assign(process.env, functionEnvironment, {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'OUTSIDER',
    AWS_SECRET_ACCESS_KEY: 'not-verified',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    ...more,
  });
}
