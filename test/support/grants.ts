import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FunctionName } from '../../lambdas/contract/environment';
import { actingFunctions, type TargetStatement, targetStatements } from '../../lambdas/contract/target-permissions';
import { evaluate, type PolicyStatement } from '../../local/aws/policy';
import { demo } from '../../local/demo';
import { templateRoles } from '../../local/principals';
import { loadStack } from '../../local/template';
import { fixtureParameters } from './local-stack';

/** What the gate was asked on behalf of a function: in its own account as itself, or in a target account. */
export interface Asked {
  name: string;
  isInTarget: boolean;
  action: string;
  resource: string;
  isAllowed: boolean;
}

/** A permission: one action on one pattern of resources. */
interface Grant {
  name: string;
  isInTarget: boolean;
  action: string;
  pattern: string;
}

/** Grants that no run here can use, with the reason. */
const exceptions: readonly [RegExp, RegExp, why: string][] = [
  [/^logs:|^xray:/, /./, 'Lambda itself writes logs and traces.'],
  [/^sqs:/, /./, 'Lambda itself sends what failed to the dead letters.'],
  [
    /^dynamodb:(\w*Stream|GetRecords|GetShardIterator)/,
    /./,
    'Lambda itself reads the stream, and is asked for it when it begins.',
  ],
  [
    /^mediaconnect:\w+FlowSources?$/,
    /:flow:\*\/\*$/,
    'Kinds of parts share a statement, since sessions have little room.',
  ],
  [/^mediaconnect:\w+Flow(VpcInterface|MediaStream)s?$/, /:source:\*$/, 'As above, the other way round.'],
];

const root = resolve(__dirname, '../..');

/** The functions of the stack by the names that they have locally, and what the role of each allows. */
function ownGrants(): { names: Map<string, string>; grants: Grant[] } {
  const parameters = { ...fixtureParameters, TokenKeySetUri: 'https://issuer.example/keys' };
  const stack = loadStack(join(root, 'cdk.out'), parameters, demo);
  const roles = templateRoles(stack);
  const describedAs = new Map(stack.of('AWS::IAM::Role').map(({ arn, properties }) => [arn, properties.Description]));
  const names = new Map<string, string>();
  const grants: Grant[] = [];
  for (const { name: physical, properties } of stack.of('AWS::Lambda::Function')) {
    const role = String(properties.Role);
    const [, name] = /^Runs (\w+)$/.exec(String(describedAs.get(role))) ?? [];
    if (!name) continue;
    names.set(physical, name);
    const statements = roles.get(role)?.policies.flatMap(({ Statement }) => Statement) ?? [];
    grants.push(...statements.flatMap((each) => grantsOf(name, false, each)));
  }
  return { names, grants };
}

function targetGrants(): Grant[] {
  const owned = {
    partition: 'aws',
    account: '*',
    deploymentId: `Headworks@${demo.region}`,
    secretPrefix: 'headworks/Headworks',
    passedRoles: ['secrets', 'vpc'].map((end) => `arn:aws:iam::*:role/headworks/*-${end}`),
  };
  return actingFunctions.flatMap((name: FunctionName) =>
    targetStatements(name, owned).flatMap((each) => grantsOf(name, true, each)),
  );
}

function grantsOf(name: string, isInTarget: boolean, { Action, Resource }: PolicyStatement | TargetStatement): Grant[] {
  return [Action ?? []]
    .flat()
    .flatMap((action) => [Resource ?? []].flat().map((pattern) => ({ name, isInTarget, action, pattern })));
}

/** Claims that a grant is for what was asked, whatever its conditions. */
function covers(grant: Grant, asked: Asked): boolean {
  if (grant.name !== asked.name || grant.isInTarget !== asked.isInTarget) return false;
  const Statement: PolicyStatement = { Effect: 'Allow', Action: grant.action, Resource: grant.pattern };
  return evaluate([{ Statement }], { action: asked.action, resource: asked.resource, context: {} }) === 'allow';
}

/** What the runs have left in a folder: which grants nothing has used, and what was refused that nothing grants. */
export function compareGrants(folder: string): { unused: string[]; refused: string[] } {
  const { names, grants: own } = ownGrants();
  const grants = [...own, ...targetGrants()].filter(
    ({ action, pattern }) => !exceptions.some(([actions, patterns]) => actions.test(action) && patterns.test(pattern)),
  );
  const asked = askedIn(folder, names);
  const place = (isInTarget: boolean) => (isInTarget ? ' in a target account' : '');
  const byKey = new Map<string, Asked[]>();
  for (const each of asked) {
    const key = `${each.name} ${each.isInTarget} ${each.action}`;
    byKey.set(key, [...(byKey.get(key) ?? []), each]);
  }
  const unused = grants.filter((grant) => {
    const some = byKey.get(`${grant.name} ${grant.isInTarget} ${grant.action}`) ?? [];
    return !some.some((each) => each.isAllowed && covers(grant, each));
  });
  const refused = asked.filter((each) => !each.isAllowed && !grants.some((grant) => covers(grant, each)));
  return {
    unused: unused.map((each) => `${each.name}${place(each.isInTarget)}: ${each.action} on ${each.pattern}`),
    refused: refused.map((each) => `${each.name}${place(each.isInTarget)}: ${each.action} on ${each.resource}`),
  };
}

function askedIn(folder: string, names: ReadonlyMap<string, string>): Asked[] {
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'));
  return [...new Set(lines)].filter(Boolean).flatMap((line): Asked[] => {
    const { by, role, action, resource, isAllowed } = JSON.parse(line);
    const name = names.get(String(by).split('/').at(-1) ?? '');
    if (!name) return [];
    const isInTarget = /:role\/headworks\/[^/]+$/.test(String(role));
    return [{ name, isInTarget, action, resource, isAllowed }];
  });
}

if (require.main === module) {
  const { unused, refused } = compareGrants(process.argv[2] ?? '');
  for (const each of refused) console.log(`not granted: ${each}`);
  for (const each of unused) console.log(`never used: ${each}`);
  process.exitCode = refused.length + unused.length === 0 ? 0 : 1;
}
