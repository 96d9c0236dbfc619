/** One timer a key. They do not keep the process alive. */
export class Timers {
  private readonly running = new Map<string, NodeJS.Timeout>();
  private stopped = false;

  /** Calls `then` at the moment `at` (milliseconds since 1970), at once if it has passed; nothing when the key already waits. */
  set(key: string, at: number, then: () => void): void {
    if (this.stopped || this.running.has(key)) return;
    const due = () => {
      this.running.delete(key);
      then();
    };
    this.running.set(key, setTimeout(due, Math.max(0, at - Date.now())).unref());
  }

  /** Ends every timer. */
  clear(): void {
    for (const timer of this.running.values()) clearTimeout(timer);
    this.running.clear();
  }

  /** Ends every timer and takes no more. */
  stop(): void {
    this.stopped = true;
    this.clear();
  }
}
