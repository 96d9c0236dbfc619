/** The namespace in CloudWatch of what the functions count themselves; the dimension `service` is the stack's name. */
export const counterNamespace = 'Headworks';

/** What the functions count, beside what AWS counts of them. */
export const counters = [
  /** An event of a flow that no source of this deployment has. */
  'ForeignFlowEvent',
  /** An event whose account is not the one that owns the flow it speaks of. */
  'ForgedEvent',
  /** An attempt of a call that MediaConnect refused because too many came (429). */
  'MediaConnectThrottle',
  /** The sources that are stuck at the moment, told by every sweep also where there are none. */
  'StuckSource',
  /** An event in a shape that is not known. */
  'UnknownEvent',
] as const;

export type Counter = (typeof counters)[number];
