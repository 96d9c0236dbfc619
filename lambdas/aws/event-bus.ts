import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { clientDefaults } from './client-defaults';

/** An event as EventBridge takes it; `time` is ISO 8601. */
export interface BusEntry {
  source: string;
  detailType: string;
  time: string;
  detail: object;
}

/** PutEvents takes ten entries, and had a limit of 256 KB for all of them for years. */
const most = { entries: 10, bytes: 200_000 };

/** A custom bus of EventBridge. */
export class EventBus {
  private readonly client = new EventBridgeClient(clientDefaults);

  constructor(private readonly name: string) {}

  /**
   * Puts events on the bus in their order. Answers how many were taken before the first that was not, and why it was
   * not; some that follow it may have been taken too.
   */
  async put(entries: readonly BusEntry[]): Promise<{ taken: number; refusal?: string }> {
    let taken = 0;
    for (const batch of batchesOf(entries.map((entry) => this.entry(entry)))) {
      const { Entries = [] } = await this.client.send(new PutEventsCommand({ Entries: batch }));
      const refused = Entries.findIndex(({ EventId }) => EventId === undefined);
      if (refused >= 0) {
        const { ErrorCode, ErrorMessage } = Entries[refused] ?? {};
        return { taken: taken + refused, refusal: `${ErrorCode}: ${ErrorMessage}` };
      }
      taken += batch.length;
    }
    return { taken };
  }

  private entry({ source, detailType, time, detail }: BusEntry): PutEventsRequestEntry {
    const Detail = JSON.stringify(detail);
    return { EventBusName: this.name, Source: source, DetailType: detailType, Time: new Date(time), Detail };
  }
}

function batchesOf(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const batches: PutEventsRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry));
    const batch = batches.at(-1);
    if (batch && batch.length < most.entries && bytes + size <= most.bytes) {
      batch.push(entry);
      bytes += size;
    } else {
      batches.push([entry]);
      bytes = size;
    }
  }
  return batches;
}
