import { isIP } from 'node:net';
import { badRequest } from './faults';
import { encodingOf } from './media-stream-rules';
import { isUsable, usablePorts } from './ports';
import type { Flow, Output } from './record';
import { isCidr } from './source-rules';
import { unique } from './unique';

type Settings = Output['settings'];
type Field = keyof Settings;

const common: Field[] = ['name', 'description', 'protocol', 'outputStatus', 'routerIntegrationState'];

interface Rule {
  required: Field[];
  optional: Field[];
  keys?: 'static-key' | 'srt-password';
}

/** Which fields each output protocol takes (MediaConnect User Guide, "Outputs"). */
const rules: Partial<Record<string, Rule>> = {
  rtp: { required: ['destination', 'port'], optional: ['smoothingLatency', 'vpcInterfaceAttachment'] },
  'rtp-fec': { required: ['destination', 'port'], optional: ['smoothingLatency', 'vpcInterfaceAttachment'] },
  rist: { required: ['destination', 'port'], optional: ['smoothingLatency', 'maxLatency', 'vpcInterfaceAttachment'] },
  'zixi-push': {
    required: ['destination', 'port', 'streamId'],
    optional: ['maxLatency', 'vpcInterfaceAttachment'],
    keys: 'static-key',
  },
  'zixi-pull': {
    required: ['remoteId', 'streamId'],
    optional: ['maxLatency', 'cidrAllowList', 'vpcInterfaceAttachment'],
    keys: 'static-key',
  },
  'srt-listener': {
    required: ['port'],
    optional: ['minLatency', 'cidrAllowList', 'vpcInterfaceAttachment'],
    keys: 'srt-password',
  },
  'srt-caller': {
    required: ['destination', 'port'],
    optional: ['minLatency', 'streamId', 'vpcInterfaceAttachment'],
    keys: 'srt-password',
  },
  cdi: { required: ['mediaStreamOutputConfigurations'], optional: ['destination', 'port', 'vpcInterfaceAttachment'] },
  'st2110-jpegxs': { required: ['mediaStreamOutputConfigurations'], optional: [] },
  'ndi-speed-hq': { required: [], optional: ['ndiProgramName', 'ndiSpeedHqQuality'] },
};
const isListener = (settings: Settings) => settings.protocol === 'srt-listener' || settings.protocol === 'zixi-pull';

/** The most outputs the flow may have: 10 on LARGE_4X, 50 on the others. */
export const outputQuota = (flow: Flow) => (flow.size === 'LARGE_4X' ? 10 : 50);

/** Throws BadRequestException for the first rule that an output of the flow breaks. */
export function checkOutputs(flow: Flow): void {
  const names = flow.outputs.map((each) => each.settings.name);
  unique('output name', names);
  for (const { settings } of flow.outputs) checkOutput(flow, settings);
  const ndi = flow.outputs.filter((each) => each.settings.protocol === 'ndi-speed-hq').length;
  if (ndi > 1) throw badRequest('A flow takes at most one NDI output.');
}

/** The settings without the fields and keys that their protocol does not take. */
export function confinedOutput(settings: Settings): Settings {
  const known = fieldsOf(settings);
  if ((settings.encryption?.keyType ?? 'static-key') !== ruleOf(settings).keys) known.delete('encryption');
  return Object.fromEntries(Object.entries(settings).filter(([name]) => known.has(name as Field))) as Settings;
}

function ruleOf(settings: Settings): Rule {
  if (settings.routerIntegrationState === 'ENABLED')
    throw badRequest('Router outputs are not available in this simulator.');
  const rule = settings.protocol && rules[settings.protocol];
  if (!rule)
    throw badRequest(`Output ${settings.name}: protocol ${settings.protocol ?? ''} is not valid for an output.`);
  return rule;
}

function fieldsOf(settings: Settings): Set<Field> {
  const { required, optional, keys } = ruleOf(settings);
  return new Set([...common, ...required, ...optional, ...(keys ? (['encryption'] as const) : [])]);
}

function checkOutput(flow: Flow, settings: Settings): void {
  const at = `Output ${settings.name} (${settings.protocol})`;
  const rule = ruleOf(settings);
  const known = fieldsOf(settings);
  for (const [name, value] of Object.entries(settings))
    if (value !== undefined && !known.has(name as Field)) throw badRequest(`${at}: ${name} is not allowed.`);
  for (const name of rule.required) if (settings[name] === undefined) throw badRequest(`${at}: ${name} is required.`);
  checkTarget(at, flow, settings);
  checkEncryption(at, rule, settings);
  const essence = settings.protocol === 'cdi' || settings.protocol === 'st2110-jpegxs';
  if (essence !== (flow.size === 'LARGE_4X')) throw badRequest(`${at}: not possible on a flow of size ${flow.size}.`);
  if (settings.protocol === 'ndi-speed-hq' && (flow.size !== 'LARGE' || flow.ndi?.ndiState !== 'ENABLED'))
    throw badRequest(`${at}: needs flowSize LARGE and ndiConfig with ndiState ENABLED.`);
  if (essence) checkStreams(at, flow, settings);
}

function checkTarget(at: string, flow: Flow, settings: Settings): void {
  const { port, cidrAllowList, vpcInterfaceAttachment, destination } = settings;
  if (port !== undefined && (port < 1 || port > 65_535 || (isListener(settings) && !isUsable(port))))
    throw badRequest(`${at}: port ${port} is reserved or out of range; ${usablePorts}.`);
  if (destination !== undefined && !isIP(destination) && !/^[a-z0-9.-]{1,253}$/i.test(destination))
    throw badRequest(`${at}: destination ${destination} is neither an IP address nor a DNS name.`);
  const bad = cidrAllowList?.find((each) => !isCidr(each));
  if (bad !== undefined) throw badRequest(`${at}: cidrAllowList has ${bad}, which is not an IPv4 CIDR block.`);
  const attached = vpcInterfaceAttachment?.vpcInterfaceName;
  if (isListener(settings) && !cidrAllowList?.length === !attached)
    throw badRequest(`${at}: exactly one of cidrAllowList and vpcInterfaceAttachment is required.`);
  if (attached && !hasInterface(flow, attached))
    throw badRequest(`${at}: the flow has no VPC interface named ${attached}.`);
}

function checkEncryption(at: string, rule: Rule, { encryption }: Settings): void {
  if (!encryption) return;
  const keyType = encryption.keyType ?? 'static-key';
  if (keyType !== rule.keys) throw badRequest(`${at}: encryption takes keyType ${rule.keys}, not ${keyType}.`);
  if (!encryption.secretArn) throw badRequest(`${at}: encryption.secretArn is required.`);
  if (keyType === 'static-key' && !encryption.algorithm) throw badRequest(`${at}: encryption.algorithm is required.`);
}

function checkStreams(at: string, flow: Flow, settings: Settings): void {
  for (const configuration of settings.mediaStreamOutputConfigurations ?? []) {
    const { mediaStreamName, encodingName, encodingParameters, destinationConfigurations = [] } = configuration;
    const stream = flow.mediaStreams.find((each) => each.mediaStreamName === mediaStreamName);
    if (!stream) throw badRequest(`${at}: the flow has no media stream named ${mediaStreamName}.`);
    const encoding = encodingOf(stream, settings.protocol === 'cdi');
    if (encodingName !== encoding) throw badRequest(`${at}: encodingName of ${mediaStreamName} must be ${encoding}.`);
    if (encoding === 'jxsv' && !encodingParameters)
      throw badRequest(`${at}: encodingParameters of ${mediaStreamName} is required.`);
    const stranger = destinationConfigurations.find((each) => !hasInterface(flow, each.interface.name));
    if (stranger) throw badRequest(`${at}: the flow has no VPC interface named ${stranger.interface.name}.`);
  }
}

const hasInterface = (flow: Flow, name: string) => flow.vpcInterfaces.some((each) => each.settings.name === name);
