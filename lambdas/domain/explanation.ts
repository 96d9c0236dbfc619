import type { Finding, HealthReason } from './health-reason';
import type { RunningStatus } from './running-status';
import type { FlowSource } from './source';

/** What is known of the matter that an explanation is about. */
export interface Matter {
  running: RunningStatus;
  /** Whether the source is meant to run. */
  isMeantToRun: boolean;
  /** Claims that a request for the source is being carried out. */
  isBusy: boolean;
  /** Why the last request failed. */
  errorReason?: string | undefined;
  flowSource?: FlowSource | undefined;
  /** Where its sender sends to. */
  address?: string | undefined;
  isMaintained: boolean;
}

/** What is probably the matter, and what to do about it, in plain sentences. */
export interface Advice {
  cause: string;
  nextStep: string;
}

/** What a person should know of a finding. */
export function explain(finding: Finding, matter: Matter): Advice {
  const advice = texts[finding.reason](finding, matter);
  if (!matter.isMaintained || !interruptedByMaintenance.has(finding.reason)) return advice;
  return {
    cause: `MediaConnect is doing maintenance on the flow at this moment, which interrupts it for a short while. ${advice.cause}`,
    nextStep: `Wait for the end of the maintenance first. ${advice.nextStep}`,
  };
}

const interruptedByMaintenance = new Set<HealthReason>(['InputNotConnected', 'RedundancyLost', 'SourceStreamError']);

const named = ({ flowSource }: Finding) => (flowSource === undefined ? 'the stream' : `flow source ${flowSource}`);
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const said = ({ words }: Finding) => (words ? ` MediaConnect says: ${words.replace(/[^.!]$/, '$&.')}` : '');

const texts: Record<HealthReason, (finding: Finding, matter: Matter) => Advice> = {
  FlowNotRunning: (_, matter) => notRunning(matter),
  FlowError: (finding) => ({
    cause: `MediaConnect reports an error of the flow.${said(finding)}`,
    nextStep:
      'Mend what the message names. If the flow is in its error state, stop the source and start it again; if it comes back to it, take the ARN of the flow to AWS Support.',
  }),
  FlowMissing: () => ({
    cause: 'The flow no longer exists in MediaConnect: somebody or something outside of this system deleted it.',
    nextStep:
      'Look into CloudTrail for DeleteFlow to learn who did it. POST …/repair?allow-interruption=true makes another flow, which has another address: tell the sender.',
  }),
  InputNotConnected: notConnected,
  DecryptionError: (finding) => ({
    cause: `${capital(named(finding))} cannot be decrypted: the key or passphrase is not the one that the sender uses, does not fit the algorithm, or MediaConnect may not read it.${said(finding)}`,
    nextStep:
      "Compare the secret with the sender's (GET …?include-passphrase=true shows ours) and PATCH the source with the right one. If they are the same, see that the secret and the role for MediaConnect still exist in the flow's account and Region.",
  }),
  EntitlementUnavailable: (finding) => ({
    cause: `The entitlement that feeds ${named(finding)} cannot be used: another flow uses it, it was revoked or disabled, or the originator sends nothing.${said(finding)}`,
    nextStep:
      'Stop any other flow of this account that uses the entitlement; an entitlement feeds one flow at a time. Otherwise ask the originator to grant or enable it, and whether its own flow runs.',
  }),
  SourceStreamError: (finding) => ({
    cause: `The stream of ${named(finding)} arrives, but MediaConnect cannot take it.${said(finding)}`,
    nextStep: streamErrorStep(finding.words ?? ''),
  }),
  RedundancyLost: (finding, matter) =>
    finding.flowSource === undefined
      ? {
          cause:
            'Both flow sources receive, but MediaConnect does not merge them: the two streams are not identical packet by packet, or one lags behind by more than the recovery window.',
          nextStep:
            'See that one encoder sends both streams (SMPTE ST 2022-7 for RTP), and widen recovery-window if their paths differ much in delay. A fault of one stream would be seen until then.',
        }
      : {
          cause: `One of the two flow sources is down. ${notConnected(finding, matter).cause}`,
          nextStep: `All depends on the other flow source now. ${notConnected(finding, matter).nextStep}`,
        },
  BackupInputActive: (finding) => ({
    cause: `The backup, ${named(finding)}, is on air: the primary flow source does not deliver.`,
    nextStep: 'Look after the primary flow source. MediaConnect goes back to it by itself when it returns.',
  }),
  PacketLoss: (finding) => ({
    cause: `Packets of ${named(finding)} are lost on the way and cannot be recovered, which is seen as blocks or dropouts.`,
    nextStep: lossStep(finding),
  }),
  TransportStreamSyncLoss: (finding) => ({
    cause: `MediaConnect loses the sync bytes of the transport stream of ${named(finding)}: what arrives is damaged, or is no MPEG transport stream.`,
    nextStep: 'See that the encoder sends an MPEG transport stream in whole packets of 188 bytes, then look for loss.',
  }),
  ContinuityCounterError: (finding) => ({
    cause: `Packets of the transport stream of ${named(finding)} are missing, repeated or out of order. Either they are lost on the network, or the stream was damaged before it was sent.`,
    nextStep:
      'If packet loss is shown too, look at the network. If not, look at the encoder or multiplexer, and at what feeds it.',
  }),
  TransportError: (finding) => ({
    cause: `The transport stream of ${named(finding)} has packets that are marked as damaged, as demodulators and receivers before the sender do.`,
    nextStep: 'Look at the reception before the encoder: satellite or terrestrial signal, cabling, ASI.',
  }),
  PcrError: (finding) => ({
    cause: `The clock references (PCR) of ${named(finding)} come too seldom or jump, so that decoders may lose their timing.`,
    nextStep:
      'See that the encoder or multiplexer sends a PCR at least every 40 ms, and that no remultiplexer or splice breaks it.',
  }),
  InputDegraded: (finding) => ({
    cause: `The transport stream of ${named(finding)} fails further checks of TR 101 290, such as its tables (PAT, PMT, CAT), checksums or time stamps.`,
    nextStep: 'GET …/metrics shows which check fails. Correct the tables or time stamps at the encoder or multiplexer.',
  }),
  VideoMissing: () => ({
    cause: 'The stream arrives without video.',
    nextStep: 'See that the encoder has a video input and that the video PID is in the multiplex.',
  }),
  AudioMissing: () => ({
    cause: 'The stream arrives without audio.',
    nextStep: 'See that audio is enabled in the encoder and that its PID is in the multiplex.',
  }),
  BlackFrames: () => ({
    cause: 'The picture has been black for longer than the threshold: the input of the encoder, or what feeds it.',
    nextStep: 'Look at the picture before the encoder: camera, router, playout. It may be meant to be black.',
  }),
  FrozenFrames: () => ({
    cause:
      'The picture has not moved for longer than the threshold: the encoder may have lost its input and repeat it.',
    nextStep: 'Look at the picture before the encoder. A still or slate may be meant to stand.',
  }),
  SilentAudio: () => ({
    cause: 'The audio has been silent for longer than the threshold.',
    nextStep: 'Look at the audio before the encoder: embedding, muted channels, the mixing desk. Silence may be meant.',
  }),
};

function notRunning({ running, isMeantToRun, isBusy, errorReason }: Matter): Advice {
  if (running === 'starting') return { cause: 'The flow is starting.', nextStep: 'Wait: this takes about a minute.' };
  if (running === 'stopping') return { cause: 'The flow is stopping.', nextStep: 'Wait until it has stopped.' };
  if (isBusy) {
    return {
      cause: 'A request for the source is being carried out.',
      nextStep: 'Wait until provisioning-status rests.',
    };
  }
  if (!isMeantToRun) {
    return { cause: 'The source was stopped, or created without being started.', nextStep: 'POST …/start starts it.' };
  }
  if (errorReason !== undefined) {
    return { cause: `The last request failed: ${errorReason}`, nextStep: 'Mend what the reason names, and ask again.' };
  }
  return {
    cause: 'The flow stands still although the source is meant to run: somebody stopped it by hand.',
    nextStep: 'POST …/repair starts it, and brings it to what is stored.',
  };
}

function notConnected({ flowSource: name = '' }: Finding, { flowSource, address }: Matter): Advice {
  const to = address ?? 'its address';
  const door = flowSource && 'whitelist-cidr' in flowSource ? flowSource['whitelist-cidr'] : undefined;
  const firewall = `that UDP is open all the way${door ? `, and that it sends from ${door}, the only network that is let in` : ''}`;
  switch (flowSource?.protocol) {
    case 'srt-listener':
      return {
        cause: `No SRT caller delivers to flow source ${name}: it is off, calls elsewhere, is kept out by a firewall or the whitelist, its passphrase differs, or it is connected and has nothing to send.`,
        nextStep: `See that the encoder calls ${to} (SRT, mode caller) with the same passphrase, ${firewall}.`,
      };
    case 'srt-caller':
      return {
        cause: `Flow source ${name} calls ${flowSource['source-listener-address']}:${flowSource['source-listener-port']} and gets nothing: no listener is there, its firewall keeps us out, passphrase or stream id differ, or it is connected and has nothing to send.`,
        nextStep:
          'See that the SRT listener runs at that address, admits egress-ip of the flow (GET the source), and has the same passphrase and stream id.',
      };
    case 'zixi-push':
      return {
        cause: `No Zixi feeder delivers to flow source ${name}: it is off, sends elsewhere, its stream id or key differs, or it is connected and has nothing to send.`,
        nextStep: `See that the feeder pushes to ${to} with the stream id ${flowSource['stream-id'] ?? name}, ${firewall}.`,
      };
    case 'entitlement':
      return {
        cause: `Nothing comes by the entitlement of flow source ${name}: the originator's flow is stopped or has no input itself.`,
        nextStep: 'Ask the originator whether its flow runs and receives, and whether the entitlement is enabled.',
      };
    case 'cdi':
    case 'st2110-jpegxs':
      return {
        cause: `Nothing arrives on the VPC interfaces of flow source ${name}: the sender is off, sends elsewhere, or a security group keeps it out.`,
        nextStep: `See that the sender sends to ${to}, and that the security groups of the interfaces admit it.`,
      };
    default:
      return {
        cause: `No packets arrive at flow source ${name}: the sender is off, sends elsewhere, or is kept out on the way.`,
        nextStep: `See that the sender sends to ${to}, ${firewall}.`,
      };
  }
}

function lossStep({ flowSource }: Finding): string {
  const where =
    flowSource === undefined ? 'the network' : `the network between the sender and flow source ${flowSource}`;
  return `Look at ${where}, and at the sender's uplink. More latency (min-latency or max-latency, several times the round trip) lets more packets be sent again; plain RTP has no such means: use rtp-fec, RIST or SRT, or a second flow source.`;
}

function streamErrorStep(words: string): string {
  if (/buffer overflow/i.test(words))
    return 'The stream is faster than max-bitrate lets the buffer hold: set max-bitrate to twice the rate of the stream.';
  if (/cdi configuration/i.test(words))
    return 'The sender’s CDI streams are not as media-streams says: compare stream ids, formats and frame rates.';
  if (/timeout/i.test(words))
    return 'The stream stopped in the middle: look at the sender and at the network, and whether it comes back.';
  return 'Look at the sender: its protocol, its stream and its settings have to be as the source says.';
}
