import type { JsonSchema } from './json-schema';

/** What each member means, by its name, or by `Component.member` where one name means several things. */
export const memberTexts: Readonly<Record<string, string>> = {
  action: 'What is done, such as `update-flow-source` or `stop-flow`.',
  actual: 'What is there, in the words of the service. Absent where nothing is.',
  alarm: 'Alarm configuration for monitoring the source: it makes alarms in CloudWatch. Transport streams only.',
  alarms:
    'The alarms of each flow source, as CloudWatch last told of them. Absent where the source asks for none, or has no flow yet.',
  'SourceStatus.alarms.alarm': 'What goes off: which errors, or what is lost.',
  'SourceStatus.alarms.flow-source': 'The name of the flow source that the alarm watches.',
  'SourceStatus.alarms.state':
    '`insufficient-data` also where nothing was heard of the alarm yet. A lost input counts as gone off as soon as MediaConnect tells of it.',
  'ProvisionedFlow.az': 'The Availability Zone.',
  'ProvisionedFlow.flow-sources': 'The flow sources, each with its address.',
  'ProvisionedFlow.name': 'The name in MediaConnect.',
  'ProvisionedFlow.flow-sources.name': 'The name of the flow source.',
  'ProvisionedEgressFlow.az': 'The Availability Zone.',
  'ProvisionedEgressFlow.name': 'The name in MediaConnect.',
  arn: 'The ARN in MediaConnect.',
  attributes: 'What a receiver must know of the stream.',
  az: 'The Availability Zone. Where it is absent from a request, MediaConnect chooses; its choice is in `provisioned-flows`.',
  'channel-order': 'The order of the audio channels (SMPTE ST 2110-30).',
  colorimetry: 'The colour space of the video.',
  'decryption-settings': 'How the content is encrypted, and with what.',
  desired: 'What is stored, in the words of the service. Absent where nothing is.',
  description: 'A note of your own, shown in the console of MediaConnect.',
  detail: 'What is wrong, in words.',
  'Quota.count': 'How much of it the organisation has.',
  'Quota.limit': 'How much of it the organisation may have.',
  'Quota.name':
    'What is limited: the sources that are not deleted, those of them whose run is owed or under way, or the target accounts.',
  'Problem.quota': 'With `quota-exceeded`: what the organisation has as much of as it may have.',
  'Fault.detail': 'The value, the rule that it breaks, and what is allowed.',
  drift:
    'In what the flow differs from what is stored; empty where it does not. Only with `include-drift=true`, and only of a source that rests and has a flow.',
  'egress-flows':
    'Flows that hand the content on, each fed by the ingress flow, encrypted, and run with it. Transport streams only; names are unique in the source.',
  'ProvisionedFlows.egress-flows': 'The flows that hand the content on, as MediaConnect made them.',
  'ProvisionedEgressFlow.ip': 'The address of its input, which takes nothing but what the ingress flow sends.',
  'ProvisionedEgressFlow.port': 'The UDP port of its input.',
  'egress-ip': "The address from which the flow sends: what a sender's firewall must admit.",
  'encoding-name': 'How the media stream is encoded.',
  'encryption-type': 'The algorithm. It decides which value is needed.',
  'entitlement-arn':
    'The ARN of the entitlement that another account has granted. It must be of the Region of the flow.',
  errors: 'Every fault of the request.',
  'exact-framerate': 'Frames a second, as an integer or a fraction.',
  'failover-config': 'What two flow sources do for each other. Required with two, refused with one that stands alone.',
  'flow-sources': 'Where the content comes from. Two of them protect each other as `failover-config` says.',
  fmtp: 'Format parameters (SMPTE ST 2110).',
  health: 'How well the source is.',
  hidden: 'Whether the source is hidden from listings.',
  'HistoryEvent.alarm': 'An alarm that changed its state.',
  'HistoryEvent.alarm.flow-source': 'The name of the flow source that the alarm watches.',
  'HistoryEvent.alarm.from': 'The state before, where it is known.',
  'HistoryEvent.alarm.name': 'The name of the alarm in CloudWatch.',
  'HistoryEvent.alarm.to': 'The state since then.',
  'HistoryEvent.at': 'When it happened, with milliseconds.',
  'HistoryEvent.by': 'Who asked for it: the subject of the token.',
  'HistoryEvent.changed':
    'What an update changed, as JSON pointers into the source; never its values. Of a change of very many members only the outermost.',
  'HistoryEvent.detail': 'What else to know, in words.',
  'HistoryEvent.health': 'The health of the source, before and since.',
  'HistoryEvent.health.from': 'The health before, where it is known.',
  'HistoryEvent.health.reasons': 'Why it is so now. Expect reasons that this document does not name.',
  'HistoryEvent.health.to': 'The health since then.',
  'HistoryEvent.id': 'The id of the event: the same wherever it is told, however often.',
  'HistoryEvent.kind': 'What happened.',
  'HistoryEvent.reason': 'Why something failed, or what is left to be removed, in words.',
  'HistoryEvent.refused':
    'The configuration that a failed update asked for, secrets masked. The source went back to the one before.',
  'HistoryEvent.revision': 'The revision of the configuration that the source was at, or came to.',
  'HistoryEvent.run': 'The number of the run that did it, or that was begun. Runs are counted by source.',
  'HistoryEvent.status': 'The provisioning status, where it changed.',
  'HistoryEvent.status.from': 'The status before. Absent for a source that is new.',
  'HistoryEvent.status.to': 'The status since then.',
  'HistoryEvent.step': 'A step of a run on a resource of AWS.',
  'HistoryEvent.step.action': 'What was done, such as `create-flow` or `update-flow-source`.',
  'HistoryEvent.step.impact': 'What the step did to the stream, for a step of a plan.',
  'HistoryEvent.step.outcome': 'How it ended.',
  'HistoryEvent.step.resource': 'The ARN of what was touched, or the name of what has none.',
  'ListSourceEventsAnswer.events': 'The page, newest first.',
  id: 'The id of the source.',
  impact:
    'The most that any step does: `none` where there are no steps, `live` where the stream goes on, `interruption` where it stops for a while, `replacement` where another flow takes over.',
  'Plan.steps.impact':
    'What the step does to the stream: `live` where it goes on, as it does where it did not run, `interruption`, or `replacement`.',
  'ingest-port':
    'The UDP port that the flow listens on; 2077, 2088 and 2090–2099 are reserved. `rist` takes the next port too, `rtp-fec` those 2 and 4 above.',
  'ingress-flows': 'The MediaConnect flow that takes the content in. Exactly one.',
  'ProvisionedFlows.ingress-flows': 'The flows as MediaConnect made them.',
  'input-configurations': 'The two inputs of the stream, each on a VPC interface of its own (SMPTE ST 2022-7).',
  'input-port': 'The UDP port of the input; 2077, 2088 and 2090–2099 are reserved.',
  inputs: 'The addresses of an ST 2110 JPEG XS flow source.',
  instance: '`urn:uuid:` and the id of the request, which is in the log.',
  ip: 'The address to send to. Absent for `srt-caller` and `entitlement`, which nobody sends to.',
  'AesKeyRequest.key': 'The static key in hexadecimal digits: 32 for AES128, 48 for AES192, 64 for AES256.',
  'AesKeyPatch.key': 'The static key. Absent or `********` keeps the one that is stored.',
  'SrtPassphrasePatch.passphrase': 'The SRT passphrase. Absent or `********` keeps the one that is stored.',
  'AesKey.key': '`********` unless the secret was asked for with `include-passphrase=true`.',
  'Label.key': 'The key of the label, unique in its list. It becomes the key of a tag.',
  labels: 'Labels, which become tags of the AWS resource.',
  lang: 'The language of the audio.',
  'last-evaluated-key': 'Send this to get the next page. Absent on the last one.',
  level: 'What raises the alarm. Priority 2 includes priority 1.',
  'max-bitrate': 'The highest bit rate that is expected, bits per second.',
  'max-latency': 'How long packets may be late, milliseconds.',
  'max-sync-buffer': 'How long media streams wait for each other, milliseconds.',
  member:
    'What of the resource differs, in the words of the service. Absent where the whole resource is missing or surplus.',
  'media-clock-rate': 'Ticks per second of the RTP clock.',
  'media-stream-name': 'The name of a media stream of the flow.',
  'media-stream-source-configurations': 'The media streams that the flow source carries.',
  'media-streams':
    'The video, audio and ancillary data of a CDI or ST 2110 JPEG XS flow. Refused on transport streams.',
  message: 'The same as `detail`.',
  'DeleteSourceAnswer.message': 'Always `Success`.',
  metadata: 'Metadata labels for organizing and identifying resources.',
  'min-latency': 'How long SRT waits for packets that are sent again, milliseconds.',
  mode: '`FAILOVER` switches between two flow sources, `MERGE` joins two identical streams.',
  name: 'The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow.',
  'network-interface-type':
    'The kind of network interface. `cdi` needs `efa`; a flow has at most one `efa` and two `ena`.',
  'new-address': 'Whether the IP or the port that a sender uses changes.',
  par: 'The pixel aspect ratio.',
  'SrtPassphraseRequest.passphrase': 'The SRT passphrase.',
  'SrtPassphrase.passphrase': '`********` unless the secret was asked for with `include-passphrase=true`.',
  plan: 'What the request would do, step by step. Nothing of it was done.',
  pointer: 'Where: a JSON pointer into the body, or one that begins with `/path` or `/query`.',
  port: 'The UDP port to send to.',
  'primary-flow-source': 'The name of the flow source that is used while it works.',
  protocol: 'The protocol, which decides the other members.',
  'provisioned-flows': 'What was provisioned for the source. Both lists are empty while there is nothing.',
  'provisioning-error-reason': 'Why the last run failed, and what to do.',
  'provisioning-status': 'How far the last request for the source has got.',
  'provisioning-status-timestamp': 'Since when, in UTC.',
  'proxy-enabled':
    'Whether proxies are enabled for this source: a low-rate picture of it to be looked at in a browser. Transport streams only.',
  'proxy-tier':
    'Proxy quality tier (1–5, higher accepts higher quality inputs): the class of input that MediaLive accepts and bills. 1 is AVC SD up to 10 Mb/s, 2 AVC HD up to 10, 3 AVC HD up to 20, 4 HEVC HD up to 50, 5 HEVC UHD up to 50. The picture is the same.',
  'Source.proxy': 'What is known of the proxy without a look at it. Absent where the source has none.',
  'RevealedSource.proxy': 'What is known of the proxy without a look at it. Absent where the source has none.',
  'SourceStatus.proxy':
    'How the proxy does, which says nothing of the health of the source. Absent where the source has none.',
  state: 'What it does.',
  tier: 'The `proxy-tier`.',
  'channel-arn': 'The ARN in MediaLive. Absent until the channel is made.',
  'Source.proxy.reason': 'Why the proxy is not as asked for, and what to do. It is tried again by itself.',
  'RevealedSource.proxy.reason': 'Why the proxy is not as asked for, and what to do. It is tried again by itself.',
  'SourceStatus.proxy.reason': 'Why there is no picture, or none of what is on air. Absent where nothing is wrong.',
  'SourceStatus.proxy.message': 'The same in words, and what to do.',
  range: 'The encoding range of the video.',
  reason: 'Why the step is taken, and what comes of it.',
  reasons: 'Why the source is not known to be healthy.',
  'recovery-window': 'How long packets of one stream wait for the other, milliseconds.',
  region: 'The AWS Region.',
  resource: 'The ARN in MediaConnect of what is concerned, or the name of what has none yet.',
  'running-status': 'What the flow does. `stopped` also where there is no flow yet, `error` also where it vanished.',
  'scan-mode': 'How the lines of a picture are scanned.',
  'secret-arn': 'The ARN of the secret in Secrets Manager.',
  'secret-id': 'The id of the secret. A secret that changes gets another.',
  'security-group-ids': 'The security groups of the interface.',
  'source-arn': 'The ARN in MediaConnect. Absent from sources of an earlier version until they are updated.',
  'source-listener-address': 'The address that the flow calls: an IPv4 address or a DNS name.',
  'source-listener-port': 'The UDP port that the flow calls.',
  sources: 'The page. Whole sources with `inline=true`, summaries otherwise.',
  status: 'The HTTP status.',
  identity: 'The name of the flow source, or of the flow if the metric is of the whole flow.',
  metrics: 'The key of the metric.',
  period: 'Seconds that each value stands for, from its sample on. Absent where there is no series.',
  samples: 'The times of the values, oldest first. A period without any measurement is left out.',
  series: 'The series. There are none while the source has no flow.',
  unit: 'The unit of the values; `None` is a yes (1) or no (0).',
  values: 'The values, one for each sample.',
  'ServiceInfo.source-id': 'The id of the source.',
  'service-info-list': 'An item for each provisioned flow that carries a transport stream.',
  'pipeline-id': 'The position of the flow among those of the source that are of its kind.',
  'ServiceInfo.service-info-list.type': 'The kind of flow: which takes the content in, or hands it on.',
  'last-checked': 'When MediaConnect was asked.',
  'metadata-snapshot': 'What MediaConnect answered.',
  'last-updated': 'When what the flow carries last changed. Absent where MediaConnect does not say.',
  'transport-stream-media-info': 'The transport stream.',
  programs: 'Its programs, at most 50. There are none while nothing arrives.',
  'program-number': 'The number of the program.',
  'program-pid': 'The PID of its program map table.',
  'pcr-pid': 'The PID of its clock reference.',
  'program-name': 'Its name, if the stream tells one.',
  streams: 'Its elementary streams.',
  pid: 'The PID of the stream.',
  'ServiceInfo.service-info-list.metadata-snapshot.transport-stream-media-info.programs.streams.stream-type':
    'What the stream is, such as `Video`, `Audio` or `Data`.',
  codec: 'How it is encoded, such as `H264`, `AAC` or `SCTE35`.',
  'frame-rate': 'Pictures a second.',
  'frame-resolution': 'The size of the picture.',
  'frame-width': 'Pixels in a line.',
  'frame-height': 'Lines.',
  channels: 'Audio channels.',
  'sample-rate': 'Audio samples a second.',
  'sample-size': 'Bits of an audio sample.',
  'ServiceInfo.service-info-list.messages':
    'What MediaConnect says beside it, such as that there are more programs than it lists, or that the flow does not run.',
  code: 'The kind of message.',
  'ServiceInfo.service-info-list.messages.message': 'The message in words.',
  'resource-name': 'The name of the flow source that it concerns.',
  'Problem.reason':
    'Why there is no picture: a word of MediaConnect, or `FlowNotRunning`, `FlowMissing`, `NotTransportStream`; why there is nothing to play: a word as in the status of the proxy.',
  'SourceMetrics.messages': 'What CloudWatch says of values that it could not give. Absent normally.',
  'SourceStatus.health.status':
    '`healthy` needs evidence; `unknown` is a source that is not running, or of which there is none.',
  'stream-id': 'The stream id of SRT or Zixi.',
  'VideoStream.stream-id': 'The number of the stream, unique in its flow.',
  'AudioStream.stream-id': 'The number of the stream, unique in its flow.',
  'AncillaryDataStream.stream-id': 'The number of the stream, unique in its flow.',
  steps: 'The steps in their order; each is taken when the flow has settled after the one before.',
  'stream-type': 'What the stream carries.',
  'subnet-id': 'The subnet of the interface. It must be in the Availability Zone of the flow.',
  'aws-account-id': 'The AWS account, 12 digits.',
  checked: 'When it was last looked at.',
  'external-id':
    'The word for which the role is to trust this deployment, made at the first PUT. Shown to admins only; in a PUT it may be left out.',
  faults: 'What is missing, each with a JSON pointer into the target account.',
  'left-behind':
    'With `abandon=true`: the ARNs of what the sources leave in AWS. A flow that may exist without its ARN being known is named by a pattern.',
  'mediaconnect-role-arn': 'The role that MediaConnect reads secrets as, in the same AWS account.',
  'DeleteTargetAccountAnswer.message': 'Always `Success`.',
  regions: 'The Regions in which sources may be.',
  'role-arn':
    'The role that every call for a source is made as, in the same AWS account and with the path `/headworks/`.',
  'target-accounts': 'The page, by id.',
  'TargetAccount.id': 'The id of the target account.',
  'TargetAccount.verification.status':
    '`pending` until it is looked at, `verified` where nothing is missing, else `failed`.',
  verification: 'Whether the account can be used; sources are refused until then.',
  'vpc-role-arn': 'The role that MediaConnect makes network interfaces as, in the same AWS account.',
  tcs: 'The transfer characteristics of the video.',
  'bit-rate': 'The bit rate that arrives, bits per second, as an average of the last minute.',
  cause: 'What is probably the matter, in words.',
  'check-problem': 'Why the flow could not be looked at as it should be. What is answered is what was known before.',
  deadline: 'Until when MediaConnect does the maintenance at the latest.',
  day: 'The day of the week on which maintenance is done.',
  explanations: 'For each reason, and each flow source that it concerns, what is the matter and what to do.',
  'flow-source': 'The flow source that the reason concerns. Absent where it is the whole flow.',
  'SourceStatus.flow-sources': 'What each flow source receives. Only while the source runs.',
  'SourceStatus.flow-sources.name': 'The name of the flow source.',
  'SourceStatus.flow-sources.state':
    'What MediaConnect says: `connected` or `disconnected` where the protocol has connections, `receiving` or `idle` elsewhere, and also where only metrics tell whether anything arrives.',
  'SourceStatus.explanations.reason': 'The reason, as in `health`.',
  'SourceStatus.last-checked':
    'When MediaConnect and CloudWatch were last asked. Events of MediaConnect come in between.',
  maintenance: 'The maintenance that MediaConnect does on the flow, which interrupts it. Absent where none is due.',
  'SourceStatus.egress-flows':
    'How each egress flow is. Absent where the source has none. The health of the source says nothing of them, nor they of it.',
  'SourceStatus.egress-flows.arn': 'The ARN in MediaConnect. Absent while there is no such flow.',
  'SourceStatus.egress-flows.name': 'The name of the egress flow.',
  'SourceStatus.egress-flows.explanations': 'For each reason, what is the matter and what to do.',
  'SourceStatus.egress-flows.explanations.reason': 'The reason, as in `health`.',
  'SourceStatus.maintenance.state': 'Whether the maintenance is `scheduled` or `in-progress`.',
  'next-step': 'What to do next, in words.',
  'packet-loss-percent': 'The part of the packets that are lost before recovery, percent, in the last minute.',
  'peer-address': 'The address of the sender.',
  'running-since': 'Since when the flow does so, as far as it was heard.',
  'scheduled-date': 'When the maintenance is planned.',
  selected:
    'Whether the stream of this flow source is the one that goes out. Only with two of them in mode `FAILOVER`.',
  since: 'Since when, as far as it was seen.',
  'start-hour': 'The hour at which maintenance begins, UTC.',
  title: 'The kind of problem in words.',
  type: 'The kind of problem: `urn:problem:` and its code.',
  value: 'The value of the label. It becomes the value of a tag.',
  'video-format': 'The resolution of the video.',
  'vpc-interface-name': 'The VPC interface of the flow through which the content comes.',
  'vpc-interfaces': 'Network interfaces of the flow in your VPC.',
  warnings: 'What else to know: a word for the kind, and the details.',
  'whitelist-cidr':
    'The IPv4 network from which content is admitted, such as `192.0.2.0/24`. Give this or `vpc-interface-name`. `/0` only with encryption.',
};

/** What each parameter of a path or query means, by its name. */
export const parameterTexts: Readonly<Record<string, string>> = {
  'organisation-id': 'The id of the owning organisation.',
  'target-account-id': 'The id of the owning target account.',
  'source-id': 'The id of the source.',
  'include-deleted': 'Whether to return sources that have been deleted too.',
  'include-hidden': 'Whether to return sources that are hidden too.',
  inline: 'Whether to return whole sources, secrets masked, instead of summaries.',
  'last-evaluated-key':
    'The `last-evaluated-key` of the page before, from a request that was the same but for this and `page-size`.',
  'page-size': 'The most to return. A page may have fewer: it ends when it is large.',
  'If-Match':
    'The `ETag` of the revision that is to be changed, or several, or `*`. Any other revision is refused. Without it, whatever there is is changed.',
  'Idempotency-Key':
    'Makes a repeat harmless: for 24 hours, a request with the same key, token holder and path is answered as the first was, if that succeeded.',
  abandon:
    'Whether to end the records of its sources too, whatever they are about, and leave what they have in AWS to itself. Flows that run go on being billed.',
  'include-drift': 'Whether to read the flow and tell in what it differs from what is stored.',
  'dry-run': 'Whether to answer the plan and to do nothing: all is checked, also where the plan would be refused.',
  start:
    'Whether the source is to run; as the deployment is set if absent, which is that it runs. `false` leaves its flow stopped, until the source is started.',
  'allow-interruption': 'Whether a running stream may be interrupted, and a flow replaced by another one.',
  'allow-dependents-loss': 'Whether outputs and entitlements that others put on the flow may go with it.',
  desired:
    'A comma-separated list of the keys of the metrics that are wanted. Unknown keys are ignored. If not provided, the most telling ones that the source can have are returned.',
  'end-time':
    'The latest time in the desired time series, in ISO 8601 with a zone. If not provided, the current time is used.',
  'start-time':
    'The earliest time in the desired time series, in ISO 8601 with a zone, at most 15 months before `end-time`. If not provided, `end-time` minus 24 hours is used.',
  'include-passphrase':
    'Whether to return secrets in clear. They are masked otherwise. Needs the operator role, and leaves a line in the log and in the history of the source.',
};

/** Members that the published API does not have. */
const ours = new Set([
  ...['drift', 'egress-ip', 'inputs', 'proxy', 'source-arn', 'SourceMetrics.period', 'SourceMetrics.messages'],
  'ServiceInfo.service-info-list.messages',
  ...['SourceRequest.egress-flows', 'SourcePatch.egress-flows', 'Source.egress-flows'],
  ...[
    'SourceStatus.alarms',
    'SourceStatus.egress-flows',
    'check-problem',
    'explanations',
    'maintenance',
    'running-since',
  ],
  ...['SourceStatus.flow-sources', 'SourceStatus.last-checked'],
]);

/** Puts the description of each member into a schema; throws where there is none. `path` begins with the component. */
export function describeMembers(path: string, schema: JsonSchema): void {
  const component = path.split('.')[0];
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const base = component?.replace(/(Request|Patch)$/, '');
    const description = memberTexts[`${path}.${name}`] ?? memberTexts[`${base}.${name}`] ?? memberTexts[name];
    if (description === undefined) throw new Error(`${path}.${name} has no description`);
    member.description = description;
    if (ours.has(name) || ours.has(`${path}.${name}`)) member['x-extension'] = true;
    describeMembers(`${path}.${name}`, member);
    if (member.items) describeMembers(`${path}.${name}`, member.items);
  }
  for (const branch of schema.oneOf ?? []) describeMembers(path, branch);
}
