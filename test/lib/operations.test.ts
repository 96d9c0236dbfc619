import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { counterNamespace, counters } from '../../lambdas/contract/counters';
import { demo } from '../../local/demo';
import { type Resource, resolveTemplate } from '../../local/template';
import { synthesised } from '../support/synthesised';

const root = resolve(__dirname, '..', '..');
const topic = 'arn:aws:sns:eu-west-1:111122223333:on-call';

/** The stack as it is deployed, with the topic of its alarms. */
function deployed(operationsTopic: string): Resource[] {
  const parameters = {
    TokenIssuer: 'https://issuer.example',
    TokenKeySetUri: 'https://issuer.example/keys',
    TokenAudiences: 'client',
    OrganisationId: demo.organisation,
    TargetAccountId: demo.targetAccount,
    OperationsTopicArn: operationsTopic,
  };
  return resolveTemplate('Headworks', synthesised().template, parameters, demo).resources;
}

/** A metric that an alarm or an expression looks at. */
interface Metric {
  Namespace: string;
  MetricName: string;
  Dimensions?: { Name: string; Value: string }[];
}

interface AlarmProperties extends Partial<Metric> {
  AlarmName: string;
  AlarmDescription: string;
  AlarmActions: string[];
  OKActions: string[];
  TreatMissingData: string;
  Metrics?: { Expression?: string; MetricStat?: { Metric: Metric }; ReturnData: boolean }[];
}

const resources = deployed(topic);
const alarms = resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
const propertiesOf = ({ properties }: Resource) => properties as unknown as AlarmProperties;
const names = alarms.map((alarm) => propertiesOf(alarm).AlarmName.replace(/^Headworks-/, ''));

function metricsOf(alarm: Resource): Metric[] {
  const { Metrics, ...single } = propertiesOf(alarm);
  return Metrics ? Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : [])) : [single as Metric];
}

describe('the alarms of the system', () => {
  it.each(names.map((name, index) => [name, alarms[index] as Resource] as const))('%s', (name, alarm) => {
    const { AlarmActions, OKActions, TreatMissingData, Metrics, AlarmDescription } = propertiesOf(alarm);
    expect({ AlarmActions, OKActions }).toEqual({ AlarmActions: [topic], OKActions: [topic] });
    expect(AlarmDescription).toContain(`docs/operations.md, ${name}.`);
    // Where there is nothing to count, nothing is told; the sweep alone always has a number to tell.
    expect(TreatMissingData).toBe(name === 'SourcesStuck' ? 'breaching' : 'notBreaching');
    // What CloudWatch takes at the most in one alarm.
    expect(metricsOf(alarm).length).toBeLessThanOrEqual(10);
    expect((Metrics ?? []).filter(({ ReturnData }) => ReturnData)).toHaveLength(Metrics ? 1 : 0);
  });

  it('look at what there is', () => {
    const namesOf = (type: string) => resources.filter((each) => each.type === type).map(({ name }) => name);
    const arnsOf = (type: string) => resources.filter((each) => each.type === type).map(({ arn }) => arn);
    const api = resources.find(({ type }) => type === 'AWS::ApiGateway::RestApi');
    const known: Record<string, unknown[]> = {
      ApiName: [api?.properties.Name],
      Stage: namesOf('AWS::ApiGateway::Stage'),
      StateMachineArn: arnsOf('AWS::StepFunctions::StateMachine'),
      FunctionName: namesOf('AWS::Lambda::Function'),
      QueueName: namesOf('AWS::SQS::Queue'),
      TableName: namesOf('AWS::DynamoDB::Table'),
      Operation: ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'TransactWriteItems', 'UpdateItem'],
      service: ['Headworks'],
    };
    const dimensions = alarms.flatMap(metricsOf).flatMap(({ Dimensions = [] }) => Dimensions);
    for (const { Name, Value } of dimensions)
      expect({ Name, known: known[Name] }).toMatchObject({ Name, known: expect.arrayContaining([Value]) });
    expect(new Set(dimensions.map(({ Name }) => Name))).toEqual(new Set(Object.keys(known)));
  });

  it('look at counts of the functions that the functions make', () => {
    const own = alarms.flatMap(metricsOf).filter(({ Namespace }) => Namespace === counterNamespace);
    expect(own.map(({ MetricName }) => MetricName).sort()).toEqual(
      // Events of flows of others are to be expected where an account is shared.
      counters
        .filter((counter) => counter !== 'ForeignFlowEvent')
        .sort(),
    );
  });

  it('tell nobody without a topic', () => {
    const quiet = deployed('').filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
    expect(quiet).toHaveLength(alarms.length);
    for (const alarm of quiet) expect(propertiesOf(alarm)).toMatchObject({ AlarmActions: [], OKActions: [] });
  });
});

describe('the dashboard', () => {
  const [dashboard, ...others] = resources.filter(({ type }) => type === 'AWS::CloudWatch::Dashboard');
  const text = String(dashboard?.properties.DashboardBody);
  const widgets: { type: string; x: number; width: number; properties: { alarms?: string[]; title: string } }[] =
    JSON.parse(text).widgets;

  it('is one page, of the name of the stack', () => {
    expect(others).toEqual([]);
    expect(dashboard?.name).toBe('Headworks');
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });

  it('shows every alarm, every function and every count', () => {
    const [shown] = widgets.filter(({ type }) => type === 'alarm');
    expect(shown?.properties.alarms?.sort()).toEqual(alarms.map(({ arn }) => arn).sort());
    const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function').map(({ name }) => name);
    for (const part of [...functions, ...counters]) expect(text).toContain(`"${part}"`);
  });
});

describe('docs/operations.md', () => {
  const page = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');
  const chapter = page.split('\n## ').find((each) => each.startsWith('Alarms\n')) ?? '';
  const [introduction = '', ...rest] = chapter.split('\n### ');
  const sections = new Map(
    rest.map((section) => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n') + 1)]),
  );
  sections.delete('What has no alarm');

  it('has a section for each alarm, and for no other', () => {
    expect(names.length).toBeGreaterThan(10);
    expect([...sections.keys()].sort()).toEqual([...names].sort());
  });

  it.each(names)('says of %s what it means, what to look at, what to do, and when it is no problem', (name) => {
    const bold = [...(sections.get(name) ?? '').matchAll(/^- \*\*(.+?)\*\*/gm)].map(([, words]) => words);
    expect(bold).toEqual(['Look at', 'Do', 'No problem']);
    expect(sections.get(name)).toMatch(/^\n[A-Z`]/);
  });

  it('takes resources by names that each stand for one', () => {
    const found = [
      ...[...chapter.matchAll(/\bof ([A-Z]\w+::\w+) (\w+)/g)].map(([, type, name]) => [`AWS::${type}`, name] as const),
      ...[...chapter.matchAll(/\blogs ([A-Z]\w+)\b(?!\$)/g)].map(
        ([, name]) => ['AWS::Logs::LogGroup', `${name}Logs`] as const,
      ),
    ];
    expect(introduction).toContain('of()');
    expect(found.length).toBeGreaterThan(15);
    for (const [type, name = ''] of found) {
      const ids = resources.filter((each) => each.type === type && each.logicalId.includes(name));
      expect({ type, name, ids: ids.map(({ logicalId }) => logicalId) }).toMatchObject({ ids: [expect.anything()] });
    }
  });

  it('asks the logs for words that the functions write', () => {
    const folder = join(root, 'lambdas');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const code = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    const words = [...chapter.matchAll(/'"([\w' ]+)"'/g)].map(([, each = '']) => each);
    expect(words.length).toBeGreaterThan(0);
    for (const each of words)
      expect({ each, isWritten: code.includes(`'${each}'`) }).toEqual({ each, isWritten: true });
  });
});
