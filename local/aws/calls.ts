/** One AWS call as served: who did what, and the status of the answer. Bodies are never kept, since they hold secrets. */
export interface Call {
  time: string;
  service: string;
  operation: string;
  account: string;
  region: string;
  principal: string;
  status: number;
  requestId: string;
}

/** The calls served, oldest first; beyond the limit the oldest are forgotten. */
export class CallLog {
  private calls: Call[] = [];

  constructor(private readonly limit = 20_000) {}

  add(call: Call): void {
    this.calls.push(call);
    // Trimmed by a tenth at a time, because removing the first element of a long array copies the rest.
    if (this.calls.length > this.limit * 1.1) this.calls = this.calls.slice(-this.limit);
  }

  /** Calls that arrived at or after an ISO 8601 moment; all without one. */
  since(moment = ''): Call[] {
    return this.calls.slice(-this.limit).filter((call) => call.time >= moment);
  }

  clear(): void {
    this.calls = [];
  }
}
