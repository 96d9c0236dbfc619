import type { EndpointName } from '../../lambdas/contract/endpoints';
import { eventExamples } from '../event-examples';
import {
  abandonedFlow,
  deletedExample,
  explainedStatus,
  metricsExample,
  publishedSource,
  serviceInfoExample,
  sourceListExamples,
  statusExample,
  verifiedAccount,
  viewedAccount,
} from './examples';

/** What the document says of an operation beyond its row. */
export interface OperationText {
  readonly tag: 'Sources' | 'Target accounts' | 'Documentation';
  readonly description: string;
  /** What a success is. */
  readonly answer: string;
  readonly headers?: readonly (keyof typeof headers)[];
  /** How long the answer may be kept, where that is not at all. */
  readonly cacheControl?: string;
  /** Answers by the name of the example. */
  readonly examples?: Readonly<Record<string, unknown>>;
  /** What a success is that made something new. */
  readonly created?: string;
  readonly createdExamples?: Readonly<Record<string, unknown>>;
  /** Answers where nothing is to do. */
  readonly unchangedExamples?: Readonly<Record<string, unknown>>;
  /** The published API does not have this operation. */
  readonly isExtension?: true;
}

/** The headers of successes. */
export const headers = {
  ETag: {
    description: 'A strong tag of the configuration. Only a change of the configuration changes it.',
    schema: { type: 'string' },
    example: '"1"',
  },
  'Last-Modified': {
    description: 'When the picture was taken.',
    schema: { type: 'string' },
    example: 'Mon, 26 Jan 2026 23:59:59 GMT',
  },
  Location: {
    description: 'The path of what is new.',
    schema: { type: 'string', format: 'uri-reference' },
    example:
      '/organisations/00000000-0000-4000-8000-000000000001/target-accounts/00000000-0000-4000-8000-0000000000a1/sources/497f6eca-6276-4993-bfeb-53cbbbba6f08',
  },
} as const;

const storyExample = eventExamples
  .filter(({ kind }) => ['creation-requested', 'step-ended', 'health-changed'].includes(kind))
  .reverse();

/** What start, stop and repair have in common. */
const convergence = {
  tag: 'Sources',
  answer: 'The source; its flow is being brought to what is stored.',
  headers: ['ETag'],
  examples: { 'Under way': publishedSource('update-pending') },
  unchangedExamples: { 'Nothing to do': publishedSource('update-complete') },
  isExtension: true,
} satisfies Partial<OperationText>;

const guard =
  'What would interrupt a running stream, or put another flow in its place, is refused with its plan unless `allow-interruption=true` allows it.';

/** The texts of every operation. */
export const operationTexts: Record<EndpointName, OperationText> = {
  createSource: {
    tag: 'Sources',
    description:
      'Create a new video source by defining ingress flows with protocol-specific configurations. Names for flows, flow sources, VPC interfaces and media streams are generated if not provided. The answer comes at once; the flow is created and started afterwards, and `provisioning-status` tells how far that has got.',
    answer: 'The source, with the defaults filled in and its secrets masked.',
    headers: ['Location', 'ETag'],
    examples: { 'Just created': publishedSource('creation-pending') },
  },
  listSources: {
    tag: 'Sources',
    description:
      'Retrieve the video sources of a target account, newest first. Each source represents a video ingestion point with its protocol configuration, ingress flows, provisioning status and network settings. Use query parameters to filter results and control pagination.',
    answer: 'A page of sources.',
    examples: sourceListExamples(),
  },
  getSource: {
    tag: 'Sources',
    description:
      'Retrieve the configuration of a video source: ingress flows, protocol settings, provisioning status and the provisioned MediaConnect flow. Secrets are masked unless `include-passphrase=true`. `include-drift=true` tells what of the flow is not as stored. A deleted source stays readable for 90 days.',
    answer: 'The source.',
    headers: ['ETag'],
    examples: { Provisioned: publishedSource('creation-complete') },
  },
  updateSource: {
    tag: 'Sources',
    description: `Modify the configuration of a source: ingress flows, protocol settings, failover configuration, delay settings and visibility. A top-level member that is absent stays as it is, \`null\` removes an optional one, and anything else replaces the old one whole. Names, the zone and secrets that are left out are kept, and what reading a source answers can be sent back unchanged. A change that needs other MediaConnect resources is carried out afterwards, and \`provisioning-status\` tells how far that has got; any other takes effect at once.\n\n${guard} A change that would take away what others put on the flow needs \`allow-dependents-loss=true\` as well. \`dry-run=true\` answers the plan and changes nothing.`,
    answer: 'The source as it is asked for, its secrets masked.',
    headers: ['ETag'],
    examples: { Changed: publishedSource('update-pending') },
  },
  deleteSource: {
    tag: 'Sources',
    description:
      'Permanently delete a video source and deprovision all associated MediaConnect resources. This cannot be undone, and interrupts an active stream. Accepted at any time, also while the source is created; asking again for what is under way or done is a success.',
    answer: 'The deletion is under way, or done.',
    examples: { 'As published': deletedExample },
  },
  startSource: {
    ...convergence,
    description: `Let the source run from now on: its flow is started, and is billed by the hour. The flow is brought to what is stored on the way, as repairing does. ${guard}`,
  },
  stopSource: {
    ...convergence,
    description: `Let the source stand still from now on: its flow is stopped, keeps its address, and stays stopped through updates until the source is started. Nothing else of the flow is changed, whatever differs from what is stored, so that a stop needs no leave and is never refused for what it would do. A flow that cannot be read is stopped when it can.`,
  },
  repairSource: {
    ...convergence,
    description: `Bring the flow of the source to what is stored, whatever was done to it by hand: parts that were changed, taken away or added, a flow that was stopped or deleted. ${guard}`,
  },
  getSourceStatus: {
    tag: 'Sources',
    description:
      'Retrieve the current operational status of a video source: whether its flow runs, how healthy it is, why, and what to do about it. `healthy` is answered only where a stream was seen to arrive in the last three minutes; without evidence it is `unknown`. Events of MediaConnect are seen within seconds; the flow and its metrics are looked at every 30 seconds at the most, however many clients ask. Use this for monitoring and alerting on source availability.',
    answer: 'The status.',
    examples: { 'One of two flow sources is down': explainedStatus, 'As published': statusExample },
  },
  getSourceMetrics: {
    tag: 'Sources',
    description:
      'Retrieve time-series performance metrics for a video source: bit rate, packet loss, errors and other quality indicators of each flow source, or of the flow. docs/metrics.md lists the keys. A period in which nothing was measured has no sample: while a flow stands still there are none. The values of a series are as far apart as `period` says, which grows with the time that is asked for and its age: a series has at most 1,440 values, an answer 50,000. The last one may still be growing.',
    answer: 'A series for each metric and flow source, or flow.',
    examples: { 'Two flow sources': metricsExample },
  },
  getSourceServiceInfo: {
    tag: 'Sources',
    description:
      'Retrieve the programs and streams that the transport stream of a video source carries, as MediaConnect sees them; of two flow sources, those of the one in use. There is one item for each provisioned flow. It has no programs while nothing arrives or the flow does not run, and at most 50; `messages` says so. A source of CDI or ST 2110 JPEG XS has no item. One look at the flow answers everybody for five seconds.',
    answer: 'What the flows carry.',
    examples: { 'One program': serviceInfoExample },
  },
  getSourceThumbnail: {
    tag: 'Sources',
    description:
      'Retrieve a picture of what a video source carries: the latest of the one a second that MediaConnect makes of the flow source in use. However many viewers ask, MediaConnect is asked once a second. Conditions such as `If-Modified-Since` are ignored: every success has a picture. Where there is none, `reason` of the refusal says why.',
    answer: 'The picture.',
    headers: ['Last-Modified'],
    cacheControl: 'private, max-age=1',
    isExtension: true,
  },
  getSourceProxy: {
    tag: 'Sources',
    description:
      'Retrieve what a player of HLS (RFC 8216) needs to show a video source with `proxy-enabled`: the media playlist of its proxy, 640 by 360 at no more than 800 kb/s, some ten seconds behind the source. Each segment in it is an address that anybody can read for four minutes, and the playlist changes every two seconds, so that a player asks for it with its token and for the segments without: with hls.js, give the token in `xhrSetup` for addresses of this API alone. Where there is nothing to play, `reason` of the refusal says why.',
    answer: 'The playlist.',
    isExtension: true,
  },
  listSourceEvents: {
    tag: 'Sources',
    description:
      'Retrieve what happened to a source in the last 90 days, newest first: what was asked for and by whom, every step on a resource of AWS with its outcome, changes of status, health and alarms, and who had secrets revealed. A deleted source keeps its history as long as it can be read itself. Expect kinds and members that this document does not name. The same events are put on the event bus of the deployment.',
    answer: 'A page of events.',
    examples: { 'A source that was created': { events: storyExample } },
    isExtension: true,
  },
  listTargetAccounts: {
    tag: 'Target accounts',
    description:
      'Retrieve the target accounts of an organisation, in the order of their ids. Who is no admin is not shown external ids.',
    answer: 'A page of target accounts.',
    examples: { 'One account': { 'target-accounts': [viewedAccount] } },
    isExtension: true,
  },
  getTargetAccount: {
    tag: 'Target accounts',
    description:
      'Retrieve a target account: the AWS account behind it, the Regions in which sources may be, and what is missing before it can be used. Who is no admin is not shown the external id.',
    answer: 'The target account.',
    headers: ['ETag'],
    examples: { Verified: verifiedAccount },
    isExtension: true,
  },
  putTargetAccount: {
    tag: 'Target accounts',
    description:
      'Register a target account under an id of your own choice (a UUID, version 4), or change it. The first PUT makes the external id: deploy the access stack in the AWS account with it, then send the PUT again. Every later one looks whether the role can be assumed with this external id and not without, and whether MediaConnect and EC2 answer in every allowed Region; `verification` tells what is missing. Sources are refused until it says `verified`. What reading answers can be sent back; what is left out is removed. A Region with sources in it, and the AWS account of any, cannot be taken away.',
    answer: 'The target account, as it was found.',
    created: 'The new target account, with its external id.',
    headers: ['Location', 'ETag'],
    examples: { Verified: verifiedAccount },
    createdExamples: { 'Just registered': { ...verifiedAccount, verification: { status: 'pending' } } },
    isExtension: true,
  },
  deleteTargetAccount: {
    tag: 'Target accounts',
    description:
      'Remove a target account. While it has sources that are not deleted, it is refused; with `abandon=true` their records are ended instead, whatever they are about, and the answer names what is left in AWS. Nothing there is touched, and flows that run go on being billed.',
    answer: 'The target account is gone.',
    examples: { Abandoned: { message: 'Success', 'left-behind': [abandonedFlow] } },
    isExtension: true,
  },
  getOpenApi: {
    tag: 'Documentation',
    description: 'This document. It needs no token.',
    answer: 'An OpenAPI 3.1 document.',
    isExtension: true,
  },
  getDocs: {
    tag: 'Documentation',
    description: 'This document as a page to read, which loads nothing from elsewhere. It needs no token.',
    answer: 'An HTML page.',
    isExtension: true,
  },
};
