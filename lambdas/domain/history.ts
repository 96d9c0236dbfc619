/** Something that happened to a source, kept with it. It never holds a secret. */
export interface HistoryEvent {
  /** A UUID. */
  id: string;
  /** ISO 8601 with milliseconds. */
  at: string;
  kind:
    | 'creation-requested'
    | 'update-requested'
    | 'deletion-requested'
    | 'start-requested'
    | 'stop-requested'
    | 'repair-requested'
    | 'status-changed'
    | 'run-recovered'
    | 'surplus-removed'
    | 'network-interfaces-left'
    | 'address-changed'
    | 'secrets-revealed';
  /** The token's subject, for what somebody asked for. */
  by?: string;
  detail?: string;
}
