import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StateFile } from './aws/state';
import type { Functions } from './functions';
import { resourceTypes } from './resource-types';
import type { Resource, Stack } from './template';

/** A resource is to be there after this, milliseconds; a function is loaded in it, on a busy machine. */
const patience = 60_000;

/** What a function put at the ResponseURL. */
interface Answer {
  Status: string;
  Reason?: string;
  PhysicalResourceId: string;
}

/** What the functions of custom resources were last told. */
type Told = Record<string, { id: string; properties: Record<string, unknown> }>;

/**
 * The custom resources of a stack: their functions are asked as CloudFormation asks them, at the first start and
 * whenever the template says something else of a resource than at the last.
 */
export class CustomResources {
  private readonly told: StateFile<Told>;

  constructor(
    private readonly stack: Stack,
    private readonly functions: Functions,
    file: string,
  ) {
    this.told = new StateFile<Told>(file, {});
  }

  /** Has every resource made, or brought to its properties. Rejects with the reason of the first that cannot be. */
  async deploy(): Promise<void> {
    const own = this.stack.resources.filter(({ type }) => resourceTypes[type]?.honoured.includes('ServiceToken'));
    for (const resource of own) {
      const before = this.told.value[resource.logicalId];
      if (before && JSON.stringify(before.properties) === JSON.stringify(resource.properties)) continue;
      const { PhysicalResourceId: id } = await this.ask(resource, before);
      this.told.value[resource.logicalId] = { id, properties: resource.properties };
      this.told.save();
    }
  }

  /** Forgets what was made, so that it is made anew. */
  reset(): void {
    for (const logicalId of Object.keys(this.told.value)) delete this.told.value[logicalId];
    this.told.save();
  }

  private async ask({ logicalId, type, properties }: Resource, before: Told[string] | undefined): Promise<Answer> {
    const answered = await answerPlace();
    const event = {
      RequestType: before ? 'Update' : 'Create',
      ResponseURL: answered.url,
      StackId: `arn:aws:cloudformation:${this.stack.region}:${this.stack.account}:stack/${this.stack.name}/local`,
      RequestId: randomUUID(),
      LogicalResourceId: logicalId,
      ResourceType: type,
      ResourceProperties: properties,
      ...(before && { PhysicalResourceId: before.id, OldResourceProperties: before.properties }),
    };
    try {
      await this.functions.invoke(String(properties.ServiceToken), JSON.stringify(event));
      const answer = await answered.answer;
      if (answer.Status !== 'SUCCESS') throw new Error(`${logicalId} cannot be made: ${answer.Reason}`);
      return answer;
    } finally {
      answered.close();
    }
  }
}

/** A place where one answer is put. */
async function answerPlace(): Promise<{ url: string; answer: Promise<Answer>; close(): void }> {
  let settle: (answer: Answer) => void = () => {};
  let refuse: (error: Error) => void = () => {};
  const answer = new Promise<Answer>((resolve, reject) => {
    [settle, refuse] = [resolve, reject];
  });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.end();
    settle(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Answer);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const timer = setTimeout(() => refuse(new Error('the function of a custom resource did not answer')), patience);
  // Whoever stops waiting has had another error.
  answer.catch(() => {});
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    answer,
    close() {
      clearTimeout(timer);
      server.close();
      server.closeAllConnections();
    },
  };
}
