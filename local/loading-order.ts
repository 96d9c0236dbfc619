import { functionOfUri } from './routes';
import type { Resource, Stack } from './template';

/**
 * The functions that a request goes through which starts a workflow, in the order in which it does: the authorizers,
 * those behind POST that are told the ARN of a state machine, and the tasks of the state machines.
 */
export function functionsOfWorkflows(stack: Stack): Resource[] {
  const machines = stack.of('AWS::StepFunctions::StateMachine');
  const authorizers = stack.of('AWS::ApiGateway::Authorizer').map(({ properties }) => String(properties.AuthorizerUri));
  const posts = stack
    .of('AWS::ApiGateway::Method')
    .filter(({ properties }) => properties.HttpMethod === 'POST')
    .map(({ properties }) => (properties.Integration as { Uri?: string }).Uri);
  const functions = stack.of('AWS::Lambda::Function');
  const at = (uri: string | undefined) => functions.filter(({ arn }) => arn === functionOfUri(uri));
  const starters = posts
    .flatMap(at)
    .filter(({ properties }) => machines.some(({ arn }) => JSON.stringify(properties.Environment ?? {}).includes(arn)));
  const tasks = machines.flatMap(({ properties }) => {
    const arns = Object.values((properties.DefinitionSubstitutions ?? {}) as Record<string, unknown>);
    return functions.filter(({ arn }) => arns.includes(arn));
  });
  return [...new Set([...authorizers.flatMap(at), ...starters, ...tasks])];
}
