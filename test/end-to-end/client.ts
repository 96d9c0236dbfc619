import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import type { ProvisioningStatus } from '../../lambdas/domain/provisioning-status';
import type { Source } from '../../lambdas/domain/shown-source';
import type { SourceBody } from '../support/sources';
import { type System, until } from '../support/system';

export type SeenSource = z.infer<typeof Source>;

/** Looking costs the system as much as working does, so it is not looked at more often than this, milliseconds. */
const pause = 100;

/** A client of the API that does what most tests begin and end with. */
export class Client {
  /** Looks at what it waits for after `longestPause` (milliseconds) at the latest. */
  constructor(
    private readonly system: System,
    private readonly longestPause = Number.POSITIVE_INFINITY,
  ) {}

  /** Creates a source and answers its id; rejects unless it was accepted. */
  async create(body: SourceBody): Promise<string> {
    const answer = await this.system.api('POST', '/sources', body);
    if (answer.status !== 201)
      throw new Error(`the source was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.id;
  }

  async read(id: string): Promise<SeenSource> {
    const { status, body } = await this.system.api<SeenSource>('GET', `/sources/${id}`);
    if (status !== 200) throw new Error(`source ${id} cannot be read: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Waits until a source rests, and answers it; rejects if it rests in another status, or not in time. */
  async settled(id: string, status: ProvisioningStatus, seconds = 60): Promise<SeenSource> {
    const source = await until(
      () => delay(Math.min(pause, this.longestPause)).then(() => this.read(id)),
      (seen) => isAtRest(seen['provisioning-status']),
      seconds,
      this.longestPause,
    );
    if (source['provisioning-status'] !== status) throw new Error(`not ${status} but ${JSON.stringify(source)}`);
    return source;
  }

  /** Creates a source, waits until its flow runs, and answers the source. */
  async createRunning(body: SourceBody): Promise<SeenSource> {
    return this.settled(await this.create(body), 'creation-complete');
  }

  /** Asks for a source to be deleted; rejects unless that was accepted. */
  async delete(id: string): Promise<void> {
    const { status, body } = await this.system.api('DELETE', `/sources/${id}`);
    if (status !== 200) throw new Error(`the deletion was refused: ${status} ${JSON.stringify(body)}`);
  }

  /** Deletes a source and waits until that is done. */
  async remove(id: string): Promise<SeenSource> {
    await this.delete(id);
    return this.settled(id, 'deletion-complete');
  }
}

function isAtRest(status: string): boolean {
  return status.endsWith('-complete') || status.endsWith('-failed');
}
