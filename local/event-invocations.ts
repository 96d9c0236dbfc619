import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionFailure } from './execution-environment';
import type { Functions } from './functions';
import type { Stack } from './template';

/** Lambda waits a minute before the first retry of an event and two before the second. */
const retryMilliseconds = [60_000, 120_000];

interface Policy {
  retries: number;
  deadLetterArn?: string;
}

/** Queues as far as dead letters need them, and topics as far as rules do: files that are only appended to. */
export class DeadLetters {
  constructor(private readonly folder: string) {}

  /** Puts a message into the queue, or on the topic, with this ARN. */
  add(queueArn: string, message: unknown): void {
    mkdirSync(this.folder, { recursive: true });
    const line = JSON.stringify({ time: new Date().toISOString(), message });
    appendFileSync(join(this.folder, `${queueArn.split(':').at(-1)}.jsonl`), `${line}\n`);
  }
}

/** Lambda's queue of events: functions that are invoked without anyone waiting, tried again as the template configures. */
export class EventInvocations {
  private readonly policies = new Map<string, Policy>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    stack: Stack,
    private readonly functions: Functions,
    private readonly deadLetters: DeadLetters,
    private readonly speed: number,
  ) {
    for (const { properties } of stack.of('AWS::Lambda::EventInvokeConfig')) {
      const destination = properties.DestinationConfig as { OnFailure?: { Destination?: string } } | undefined;
      this.policies.set(String(properties.FunctionName), {
        retries: Number(properties.MaximumRetryAttempts ?? retryMilliseconds.length),
        deadLetterArn: destination?.OnFailure?.Destination,
      });
    }
  }

  /** Takes an event for a function and invokes it, now and, after a failure, again; resolves after the first attempt. */
  async accept(functionArn: string, event: string): Promise<FunctionFailure | undefined> {
    return this.attempt(functionArn, event, randomUUID(), 0);
  }

  /** Forgets the retries that are waiting. */
  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private async attempt(functionArn: string, event: string, requestId: string, retries: number) {
    const { failed } = await this.functions
      .invoke(functionArn, event, requestId)
      .catch(({ name, message }: Error) => ({ failed: { errorType: name, errorMessage: message } }));
    if (!failed) return undefined;
    const name = this.functions.find(functionArn)?.name ?? '';
    const policy = this.policies.get(name) ?? this.policies.get(functionArn) ?? { retries: retryMilliseconds.length };
    const delay = retryMilliseconds[retries];
    if (retries < policy.retries && delay !== undefined) {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        void this.attempt(functionArn, event, requestId, retries + 1);
      }, delay / this.speed);
      this.timers.add(timer.unref());
    } else if (policy.deadLetterArn) {
      this.deadLetters.add(policy.deadLetterArn, {
        requestContext: { requestId, functionArn, condition: 'RetriesExhausted', approximateInvokeCount: retries + 1 },
        requestPayload: JSON.parse(event),
        responsePayload: failed,
      });
    }
    return failed;
  }
}
