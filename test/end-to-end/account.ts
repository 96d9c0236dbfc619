import {
  type AttributeValue,
  DynamoDBClient,
  ListTablesCommand,
  paginateScan,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeFlowCommand,
  ListFlowsCommand,
  ListTagsForResourceCommand,
  MediaConnectClient,
  StopFlowCommand,
} from '@aws-sdk/client-mediaconnect';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type System, until } from '../support/system';

/** A flow as its account's owner sees it. */
export interface SeenFlow {
  arn: string;
  name: string;
  status: string;
}

/** Which of the two state machines; each is named after it. */
export type Workflow = 'Provision' | 'Deprovision';

/** The AWS account behind the system, looked at and meddled with from outside, by the SDK's own clients. */
export class Account {
  constructor(private readonly system: System) {}

  async flows(region?: string): Promise<SeenFlow[]> {
    const { Flows = [] } = await this.mediaConnect(region).send(new ListFlowsCommand({ MaxResults: 100 }));
    return Flows.map(({ FlowArn = '', Name = '', Status = '' }) => ({ arn: FlowArn, name: Name, status: Status }));
  }

  /** The flow with this ARN, as DescribeFlow answers it; rejects if there is none. */
  async flow(FlowArn: string) {
    const { Flow } = await this.mediaConnect(FlowArn.split(':')[3]).send(new DescribeFlowCommand({ FlowArn }));
    return Flow;
  }

  /** Does something to MediaConnect by hand. */
  async change(command: object, region?: string): Promise<void> {
    await this.mediaConnect(region).send(command as Parameters<MediaConnectClient['send']>[0]);
  }

  /** Stops a flow by hand, and waits until it stands by. */
  async stop(FlowArn: string): Promise<void> {
    await this.mediaConnect().send(new StopFlowCommand({ FlowArn }));
    await until(
      () => this.flow(FlowArn),
      (flow) => flow?.Status === 'STANDBY',
    );
  }

  async tags(ResourceArn: string): Promise<Record<string, string>> {
    const { Tags = {} } = await this.mediaConnect(ResourceArn.split(':')[3]).send(
      new ListTagsForResourceCommand({ ResourceArn }),
    );
    return Tags;
  }

  /** The names of the account's secrets. */
  async secrets(region?: string): Promise<string[]> {
    return (await this.secretList(region)).map(({ Name = '' }) => Name);
  }

  /** The ARNs of the secrets that are named after a source. */
  async secretsOf(sourceId: string, region?: string): Promise<string[]> {
    return (await this.secretList(region)).flatMap(({ Name = '', ARN = '' }) => (Name.includes(sourceId) ? [ARN] : []));
  }

  private async secretList(region?: string) {
    const client = new SecretsManagerClient({ ...this.system.aws(), ...(region && { region }) });
    const { SecretList = [] } = await client.send(new ListSecretsCommand({ MaxResults: 100 }));
    return SecretList;
  }

  /** What would cost money or hold a secret: empty when nothing was left behind. */
  async leftBehind(region?: string): Promise<string[]> {
    const [flows, secrets] = await Promise.all([this.flows(region), this.secrets(region)]);
    return [...flows.map(({ arn }) => arn), ...secrets];
  }

  /** Every item of every table, as one text, but for what was heard of flows, which comes at its own pace. */
  async tables(): Promise<string> {
    const client = new DynamoDBClient(this.system.aws());
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    const pages = TableNames.map((TableName) => client.send(new ScanCommand({ TableName })));
    const wasHeard = ({ sk, kind }: Record<string, AttributeValue>) =>
      sk?.S === 'observed' || kind?.S === 'health-changed';
    return JSON.stringify((await Promise.all(pages)).map(({ Items = [] }) => Items.filter((item) => !wasHeard(item))));
  }

  /** The record of a source as the table holds it, read by a call that the product does not make. */
  async item(sourceId: string): Promise<Record<string, unknown>> {
    const client = new DynamoDBClient(this.system.aws());
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    const pages = paginateScan(
      { client },
      {
        TableName: TableNames[0],
        ConsistentRead: true,
        FilterExpression: 'pk = :source AND sk = :record',
        ExpressionAttributeValues: { ':source': { S: `source#${sourceId}` }, ':record': { S: 'record' } },
      },
    );
    for await (const { Items = [] } of pages) if (Items[0]) return unmarshall(Items[0]);
    throw new Error(`there is no source ${sourceId}`);
  }

  /** Makes a source look as if nothing had happened to it for an hour: the sweep leaves alone what is young. */
  async age(sourceId: string): Promise<void> {
    const client = new DynamoDBClient(this.system.aws());
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    const anHourAgo = `${new Date(Date.now() - 3_600_000).toISOString().slice(0, 19)}Z`;
    await client.send(
      new UpdateItemCommand({
        TableName: TableNames[0],
        Key: { pk: { S: `source#${sourceId}` }, sk: { S: 'record' } },
        UpdateExpression: 'SET #timestamp = :then, #unsettled = :then',
        ConditionExpression: 'attribute_exists(#unsettled)',
        ExpressionAttributeNames: { '#timestamp': 'provisioning-status-timestamp', '#unsettled': 'unsettled-at' },
        ExpressionAttributeValues: { ':then': { S: anHourAgo } },
      }),
    );
  }

  /** Sends a command about an item of a source, by its sort key: what only an accident or another moment would make of it. */
  async onItem(
    sourceId: string,
    sk: string,
    command: (place: { TableName: string; Key: Record<string, AttributeValue> }) => object,
  ): Promise<void> {
    const client = new DynamoDBClient(this.system.aws());
    const { TableNames: [TableName = ''] = [] } = await client.send(new ListTablesCommand({}));
    const given = command({ TableName, Key: { pk: { S: `source#${sourceId}` }, sk: { S: sk } } });
    await client.send(given as Parameters<DynamoDBClient['send']>[0]);
  }

  /** Aborts the execution of a run, as an operator at the console would. */
  async abort(workflow: Workflow, sourceId: string, run: number): Promise<void> {
    const executionArn = await this.execution(workflow, sourceId, run);
    await new SFNClient(this.system.aws()).send(new StopExecutionCommand({ executionArn }));
  }

  /** How the execution of a run stands: its status, and its error if it failed. */
  async outcome(workflow: Workflow, sourceId: string, run: number) {
    const executionArn = await this.execution(workflow, sourceId, run);
    const { status, error } = await new SFNClient(this.system.aws()).send(
      new DescribeExecutionCommand({ executionArn }),
    );
    return { status, error };
  }

  private async execution(workflow: Workflow, sourceId: string, run: number): Promise<string> {
    const { stateMachines = [] } = await new SFNClient(this.system.aws()).send(new ListStateMachinesCommand({}));
    const machine = stateMachines.find(({ name = '' }) => name.includes(`${workflow}Source`));
    if (!machine?.stateMachineArn) throw new Error(`no machine is called ${workflow}Source`);
    return `${machine.stateMachineArn.replace(':stateMachine:', ':execution:')}:${sourceId}-${run}`;
  }

  /** A client of MediaConnect, as somebody at the console has it. */
  mediaConnect(region?: string): MediaConnectClient {
    // Looking takes its share of the account's five calls a second, as anybody's would.
    return new MediaConnectClient({ ...this.system.aws(), ...(region && { region }), maxAttempts: 8 });
  }
}
