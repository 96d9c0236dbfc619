import * as z from 'zod';

const text = z.string().min(1);
const count = text.pipe(z.coerce.number<string>().int().positive());

/** The table that holds the sources. */
const TableEnvironment = z.object({ TABLE_NAME: text });

/** The two workflows, by ARN. */
const ProvisionEnvironment = z.object({ PROVISION_SOURCE_ARN: text });
const DeprovisionEnvironment = z.object({ DEPROVISION_SOURCE_ARN: text });

/** What the deployment owns in target accounts, the mark on its resources; whoever acts there is told it. */
const OwnershipEnvironment = z.object({ DEPLOYMENT_ID: text, SECRET_PREFIX: text });

/** What the names of the deployment's buckets for proxies begin with. */
const ProxyEnvironment = OwnershipEnvironment.extend({ PROXY_BUCKETS: text });

/** What planning needs beside: whether an SRT listener that a flow calls admits several callers at a time, or one. */
const PlanEnvironment = OwnershipEnvironment.extend({
  SRT_LISTENERS: text.pipe(z.enum(['shared', 'exclusive'])),
});

/** Several of a kind, comma separated. */
const list = z.string().transform((words) => words.split(',').flatMap((word) => word.trim() || []));

/** A machine client and what it would have as a group: `<client-id>=<organisation-id>:<role>`. */
const machineClient = z.string().regex(/^[^=]+=[0-9a-f-]{36}:(viewer|operator|admin)$/);

/** Who issues tokens and where the keys are, for whom the tokens are (never empty), and what they say of roles. */
const AuthorizerEnvironment = z.object({
  TOKEN_ISSUER: text,
  TOKEN_KEY_SET_URI: z.union([z.literal('').transform(() => undefined), z.url()]),
  TOKEN_AUDIENCES: list.pipe(z.array(text).min(1)),
  TOKEN_GROUPS_CLAIM: text,
  MACHINE_CLIENTS: list.pipe(z.array(machineClient)).transform((clients) => {
    const groups = new Map<string, string[]>();
    for (const [client = '', group = ''] of clients.map((each) => each.split('='))) {
      groups.set(client, [...(groups.get(client) ?? []), group]);
    }
    return groups;
  }),
});

/** How much an organisation may have at a time. */
const QuotaEnvironment = z.object({ SOURCES_PER_ORGANISATION: count, RUNS_PER_ORGANISATION: count });

/** How many target accounts an organisation may have. */
const AccountQuotaEnvironment = z.object({ TARGET_ACCOUNTS_PER_ORGANISATION: count });

/** Whether a source runs once it is created, where the request does not say. */
const CreationEnvironment = z.object({
  START_ON_CREATION: text.pipe(z.enum(['true', 'false'])).transform((word) => word === 'true'),
});

/** The AWS accounts whose events the bus admits: the own one, those listed (comma separated), and an organisation's. */
const AdmittedEnvironment = z.object({
  OWN_AWS_ACCOUNT: text,
  EVENT_ACCOUNTS: list,
  EVENT_ORGANISATION: z.string(),
});

/** The bus for the product's own events. */
const EventBusEnvironment = z.object({ EVENT_BUS_NAME: text });

/** The origins whose pages may call the API, comma separated; none where it is empty. */
export const CorsEnvironment = z.object({ CORS_ORIGINS: list });

const Api = TableEnvironment.extend(CorsEnvironment.shape);
const Looking = Api.extend(OwnershipEnvironment.shape);
const Acting = TableEnvironment.extend(OwnershipEnvironment.shape);
const Changed = Api.extend(ProvisionEnvironment.shape).extend(PlanEnvironment.shape).extend(QuotaEnvironment.shape);
const Recovery = TableEnvironment.extend(ProvisionEnvironment.shape).extend(DeprovisionEnvironment.shape);

/** The environment of each function, by its name; the stack types what it sets with it. */
export const environments = {
  authorizeRequest: AuthorizerEnvironment,
  createSource: Changed.extend(CreationEnvironment.shape),
  listSources: Api,
  getSource: Looking,
  updateSource: Changed,
  deleteSource: Looking.extend(DeprovisionEnvironment.shape),
  startSource: Changed,
  stopSource: Changed,
  repairSource: Changed,
  getSourceStatus: Looking.extend(ProxyEnvironment.shape),
  getSourceMetrics: Looking,
  getSourceServiceInfo: Looking,
  getSourceThumbnail: Looking,
  getSourceProxy: Looking.extend(ProxyEnvironment.shape),
  listSourceEvents: Api,
  listTargetAccounts: Api,
  getTargetAccount: Api,
  putTargetAccount: Looking.extend(AdmittedEnvironment.shape).extend(AccountQuotaEnvironment.shape),
  deleteTargetAccount: Looking,
  getOpenApi: CorsEnvironment,
  getDocs: CorsEnvironment,
  answerPreflight: CorsEnvironment,
  markInProgress: TableEnvironment,
  preFlight: Acting,
  applyChanges: TableEnvironment.extend(PlanEnvironment.shape),
  ensureFlow: Acting,
  observeFlow: Acting,
  startFlow: Acting,
  stopFlow: Acting,
  deleteFlow: Acting,
  findFlows: Acting,
  deleteSecrets: Acting,
  ensureAlarms: Acting,
  ensureProxy: Acting.extend(ProxyEnvironment.shape),
  switchFlows: Acting,
  noteFailure: TableEnvironment,
  markComplete: TableEnvironment,
  markDeleted: TableEnvironment,
  recordFailure: Acting,
  registerAccount: TableEnvironment,
  recoverSource: Recovery,
  sweepSources: Recovery,
  publishEvents: EventBusEnvironment,
  hearFlowStatus: TableEnvironment,
  hearSourceHealth: TableEnvironment,
  hearFlowHealth: TableEnvironment,
  hearAlert: TableEnvironment,
  hearMaintenance: TableEnvironment,
  hearContentQuality: TableEnvironment,
  hearAlarm: TableEnvironment,
  guardDeletion: TableEnvironment,
  reconcile: Acting,
  sweepSecrets: Acting,
} as const;

export type FunctionName = keyof typeof environments;
/** What the stack sets for a function: the schema's input, all of it text. */
export type EnvironmentOf<Name extends FunctionName> = z.input<(typeof environments)[Name]>;
