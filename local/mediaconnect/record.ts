import type {
  EntitlementRequest,
  FailoverRequest,
  FlowSettings,
  MediaStreamRequest,
  Monitoring,
  OutputRequest,
  SignalRequest,
  SourceRequest,
  VpcInterfaceRequest,
} from './requests';

/** The service's flow statuses. */
export type Status = 'STANDBY' | 'ACTIVE' | 'UPDATING' | 'DELETING' | 'STARTING' | 'STOPPING' | 'ERROR';

/** Where a transition leads, and when (milliseconds since 1970); without `endsAt` it never ends. */
export interface Transition {
  to: 'STANDBY' | 'ACTIVE' | 'GONE';
  endsAt?: number;
}

/** A fault the service shows in `messages.errors` and reports as a MediaConnect Alert event. */
export interface Alert {
  id: string;
  code: string;
  message: string;
  /** The source it concerns: one with a fault on its keys or its entitlement receives nothing. */
  sourceArn: string;
  silences: boolean;
}

/** What arrives at a source's door, as the control interface last said. */
export type Signal = Omit<SignalRequest, 'flowArn' | 'flowSource' | 'since' | 'maintenance'>;

/** A source's health in the words of its event. */
export interface Health {
  state: 'CONNECTED' | 'RECEIVING' | 'DISCONNECTED' | 'IDLE' | '';
  tr101?: Record<'ts_sync_loss' | 'continuity_count_error' | 'transport_error' | 'pcr_error', boolean>;
}

/** What the metrics of a source show between two moments (milliseconds since 1970); open while `until` is absent. */
export interface Observation {
  from: number;
  until?: number;
  connected: boolean;
  selected: boolean;
  bitRate: number;
  packetLossPercent: number;
  tr101?: Health['tr101'];
  /** Whether it is merged with the other source of its flow; absent where nothing is to be merged. */
  merged?: boolean;
  /** What the analysis of the content finds, while it is on. */
  quality?: string[];
}

/** A source of a flow: what was asked for, with the service's defaults, and what the service assigned. */
export interface FlowSource {
  arn: string;
  settings: Omit<SourceRequest, 'name' | 'sourceTags'> & { name: string };
  port?: number;
  signal?: Signal;
  /** When its signal last changed, in milliseconds since 1970. */
  signalChanged?: number;
  keyFault?: Alert;
  reported?: Health;
  observations: Observation[];
}

/** A VPC interface of a flow: what was asked for, and the network interface made for it. */
export interface VpcInterface {
  settings: Omit<VpcInterfaceRequest, 'vpcInterfaceTags'> & { networkInterfaceType: 'ena' | 'efa' };
  networkInterfaceId: string;
  ip: string;
}

/** A media stream of a flow; `fmt` is its RTP payload type. */
export type MediaStream = Omit<MediaStreamRequest, 'mediaStreamTags'> & { clockRate: number; fmt: number };

/** An output of a flow. */
export interface Output {
  arn: string;
  settings: Omit<OutputRequest, 'name' | 'outputTags'> & { name: string; outputStatus: 'ENABLED' | 'DISABLED' };
}

/** An output that MediaLive made for an input of its own. */
export interface ManagedOutput {
  name: string;
  arn: string;
  inputArn: string;
}

/** An entitlement that a flow's owner has granted. */
export type Entitlement = Omit<EntitlementRequest, 'entitlementTags'> & {
  arn: string;
  name: string;
  entitlementStatus: 'ENABLED' | 'DISABLED';
};

/** A flow with all its parts: what is stored, and what its descriptions are made from. */
export interface Flow {
  arn: string;
  account: string;
  region: string;
  id: string;
  name: string;
  /** Counts up within account and Region: the order of lists. */
  sequence: number;
  availabilityZone: string;
  ingestIp: string;
  egressIp: string;
  size: 'MEDIUM' | 'LARGE' | 'LARGE_4X';
  status: Status;
  transition?: Transition;
  /** When it last became ACTIVE after a start, in milliseconds since 1970. */
  activeSince?: number;
  sources: FlowSource[];
  failover?: FailoverRequest;
  monitoring?: Monitoring;
  maintenance: NonNullable<FlowSettings['maintenance']> & { maintenanceDeadline?: string };
  ndi?: FlowSettings['ndiConfig'];
  encoding?: FlowSettings['encodingConfig'];
  vpcInterfaces: VpcInterface[];
  mediaStreams: MediaStream[];
  outputs: Output[];
  managedOutputs?: ManagedOutput[] | undefined;
  entitlements: Entitlement[];
  alerts: Alert[];
  reported?: Health & { isBitrateZero: boolean };
  /** What the analysis of the content last reported: the flags that are raised. */
  quality?: string[];
}

/** Everything of one account in one Region: the unit that is stored. */
export interface Partition {
  account: string;
  region: string;
  lastSequence: number;
  flows: Flow[];
  tags: Record<string, Record<string, string>>;
}
