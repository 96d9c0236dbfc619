import { RemoveFlowOutputCommand, UpdateFlowSourceCommand } from '@aws-sdk/client-mediaconnect';
import { type FlowBody, flowSourceRequest, type SourceBody, sourceRequest, vpcInterfaces } from '../support/sources';
import type { System } from '../support/system';
import type { Account } from './account';
import type { SeenSource } from './client';

/** What a kind of change needs of the system. */
export interface Scene {
  system: System;
  account: Account;
  /** The source as it rests before the change. */
  source: SeenSource;
}

/** A kind of change: how a source comes to it, and how it is asked for. `turn` makes each different from the last. */
export interface ChangeKind {
  name: string;
  body(turn: number): SourceBody;
  /** What is done to the source before, where it is not as the change finds it. */
  before?(scene: Scene, turn: number): Promise<void>;
  method: 'PATCH' | 'POST' | 'DELETE';
  /** The last part of the request's path. */
  path?: string;
}

const firstSource = (members: object) => flowSourceRequest('srt-listener', { name: 'first', ...members });

function body(flow: Partial<FlowBody>): SourceBody {
  return sourceRequest('srt-listener', {
    'ingress-flows': [{ region: 'eu-west-1', az: 'eu-west-1a', 'flow-sources': [firstSource({})], ...flow }],
  });
}
const ofSource = (members: object): SourceBody => body({ 'flow-sources': [firstSource(members)] });
const pair = body({
  'failover-config': { mode: 'FAILOVER' },
  'flow-sources': [firstSource({}), firstSource({ name: 'second', 'ingest-port': 5600 })],
});
const [, network] = vpcInterfaces ?? [];

/** One kind of each way in which a source is changed. */
export const changeKinds: ChangeKind[] = [
  { name: 'a description', method: 'PATCH', body: (turn) => ofSource({ description: `text ${turn}` }) },
  { name: 'a port', method: 'PATCH', body: (turn) => ofSource({ 'ingest-port': 5000 + turn }) },
  {
    name: 'a passphrase',
    method: 'PATCH',
    body: (turn) =>
      ofSource({
        'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: `passphrase ${turn} of it` },
      }),
  },
  { name: 'a second flow source', method: 'PATCH', body: () => pair, before: change(body({})) },
  { name: 'a flow source less', method: 'PATCH', body: () => body({}), before: change(pair) },
  {
    name: 'a VPC interface',
    method: 'PATCH',
    body: (turn) =>
      body({
        'flow-sources': [firstSource({ 'whitelist-cidr': undefined, 'vpc-interface-name': 'network' })],
        'vpc-interfaces': [
          { name: 'network', 'subnet-id': '', ...network, 'security-group-ids': [`sg-0123456789abcdef${turn % 2}`] },
        ],
      }),
  },
  { name: 'a zone', method: 'PATCH', body: (turn) => body({ az: `eu-west-1${letter(turn)}` }) },
  { name: 'a stop', method: 'POST', path: '/stop', body: () => body({}), before: bring('start') },
  { name: 'a start', method: 'POST', path: '/start', body: () => body({}), before: bring('stop') },
  {
    name: 'a repair',
    method: 'POST',
    path: '/repair',
    body: () => body({}),
    async before({ account, source }, turn) {
      const [flow] = source['provisioned-flows']['ingress-flows'];
      const SourceArn = (await account.flow(flow?.arn ?? ''))?.Source?.SourceArn;
      await account.change(
        new UpdateFlowSourceCommand({
          FlowArn: flow?.arn,
          SourceArn,
          IngestPort: 5700 + turn,
          Protocol: 'srt-listener',
        }),
      );
    },
  },
  { name: 'a deletion', method: 'DELETE', body: () => body({}) },
  {
    name: 'a label',
    method: 'PATCH',
    body: (turn) => body({ metadata: { labels: [{ key: `turn-${turn}`, value: 'label' }] } }),
  },
  { name: 'another egress flow', method: 'PATCH', body: (turn) => handedOff({ name: `far-${turn}` }) },
  {
    name: 'the zone of an egress flow',
    method: 'PATCH',
    body: (turn) => handedOff({ az: `us-east-1${letter(turn)}` }),
  },
  {
    name: 'the zone of a flow that is handed off',
    method: 'PATCH',
    body: (turn) => handedOff({}, { az: `eu-west-1${letter(turn)}` }),
  },
  {
    name: 'a repair of a feed',
    method: 'POST',
    path: '/repair',
    body: () => handedOff({}),
    async before({ account, source }) {
      const FlowArn = source['provisioned-flows']['ingress-flows'][0]?.arn;
      const [output] = (await account.flow(FlowArn ?? ''))?.Outputs ?? [];
      if (output) await account.change(new RemoveFlowOutputCommand({ FlowArn, OutputArn: output.OutputArn }));
    },
  },
  { name: 'a deletion of what is handed off', method: 'DELETE', body: () => handedOff({}) },
];

/** Another zone each time: after a change that failed, one that alternates would ask for what is there. */
function letter(turn: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + (turn % 26));
}

/** The source handed off in another Region, by a flow with members of its own. */
function handedOff(egress: object, flow: Partial<FlowBody> = {}): SourceBody {
  return { ...body(flow), 'egress-flows': [{ name: 'far', region: 'us-east-1', ...egress }] };
}

/** Brings the flow of a source to another form, so that the one of the kind is a change. */
function change({ 'ingress-flows': flows }: SourceBody) {
  return async ({ system, source }: Scene): Promise<void> => {
    const sent = { 'ingress-flows': flows };
    const { status, body: answer } = await system.api('PATCH', `/sources/${source.id}?allow-interruption=true`, sent);
    if (status !== 200) throw new Error(`refused: ${status} ${JSON.stringify(answer)}`);
  };
}

/** Starts or stops a source, so that the opposite is a change. */
function bring(verb: 'start' | 'stop') {
  return async ({ system, source }: Scene): Promise<void> => {
    const { status, body: answer } = await system.api('POST', `/sources/${source.id}/${verb}`);
    if (status !== 200 && status !== 202) throw new Error(`refused: ${status} ${JSON.stringify(answer)}`);
  };
}
