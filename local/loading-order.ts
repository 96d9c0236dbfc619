import { functionOfUri, type Route, Routes } from './routes';
import type { Resource, Stack } from './template';

/**
 * The functions that a creation goes through, in that order as far as a template tells: the authorizers, those behind
 * a POST to what can be listed (a GET of the same path) that are told the ARN of a state machine, those behind the GET
 * of one of what is listed, those that get the changes of tables, the tasks of these state machines as their definitions
 * mention them, and those that events come to.
 */
export function functionsOfCreation(stack: Stack): Resource[] {
  const { all: routes } = new Routes(stack);
  const functions = stack.of('AWS::Lambda::Function');
  const behind = (isMeant: (path: string) => boolean) =>
    routes.filter(({ method, path }) => method === 'GET' && isMeant(path));
  const machinesOf = ({ functionArn }: Route) => {
    const environment = JSON.stringify(functions.find(({ arn }) => arn === functionArn)?.properties.Environment ?? {});
    return stack.of('AWS::StepFunctions::StateMachine').filter(({ arn }) => environment.includes(arn));
  };
  const creations = routes
    .filter(({ method, path }) => method === 'POST' && behind((other) => other === path).length > 0)
    .filter((route) => machinesOf(route).length > 0);
  const readers = creations.flatMap(({ path }) =>
    behind((other) => other.startsWith(`${path}/{`) && !other.includes('/', path.length + 1)),
  );
  const arns = [
    ...stack.of('AWS::ApiGateway::Authorizer').map(({ properties }) => functionOfUri(String(properties.AuthorizerUri))),
    ...[...creations, ...readers].map(({ functionArn }) => functionArn),
    ...stack.of('AWS::Lambda::EventSourceMapping').map(({ properties }) => properties.FunctionName),
    ...creations.flatMap(machinesOf).flatMap(taskArns),
    ...stack.of('AWS::Events::Rule').flatMap(listenerArns),
  ];
  return [...new Set(arns)].flatMap((wanted) => functions.filter(({ arn }) => arn === wanted));
}

function taskArns({ properties }: Resource): unknown[] {
  const values = (properties.DefinitionSubstitutions ?? {}) as Record<string, unknown>;
  return [...String(properties.DefinitionString).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => values[name ?? '']);
}

/** None of a schedule: nobody waits for it. */
function listenerArns({ properties }: Resource): unknown[] {
  if (properties.EventPattern === undefined) return [];
  return ((properties.Targets ?? []) as { Arn: unknown }[]).map(({ Arn }) => Arn);
}
