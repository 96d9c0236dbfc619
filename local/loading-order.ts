import { functionOfUri } from './routes';
import type { Resource, Stack } from './template';

/**
 * The functions that a creation goes through, as far as a template tells: the authorizers, those behind a POST to what
 * can be listed (a GET of the same path) that are told the ARN of a state machine, and the tasks of the state machines.
 */
export function functionsOfCreation(stack: Stack): Resource[] {
  const machines = stack.of('AWS::StepFunctions::StateMachine');
  const methods = stack.of('AWS::ApiGateway::Method').map(({ properties }) => properties);
  const functions = stack.of('AWS::Lambda::Function');
  const behind = (uri: unknown) => {
    const arn = functionOfUri(String(uri));
    return functions.filter((one) => one.arn === arn);
  };
  const authorizers = stack
    .of('AWS::ApiGateway::Authorizer')
    .flatMap(({ properties }) => behind(properties.AuthorizerUri));
  const listed = new Set(methods.filter(({ HttpMethod }) => HttpMethod === 'GET').map(({ ResourceId }) => ResourceId));
  const starters = methods
    .filter(({ HttpMethod, ResourceId }) => HttpMethod === 'POST' && listed.has(ResourceId))
    .flatMap(({ Integration }) => behind((Integration as { Uri?: string }).Uri))
    .filter(({ properties }) => machines.some(({ arn }) => JSON.stringify(properties.Environment ?? {}).includes(arn)));
  const tasks = machines.flatMap(({ properties }) => {
    const arns = Object.values((properties.DefinitionSubstitutions ?? {}) as Record<string, unknown>);
    return functions.filter(({ arn }) => arns.includes(arn));
  });
  return [...new Set([...authorizers, ...starters, ...tasks])];
}
