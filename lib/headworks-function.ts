import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EnvironmentOf, FunctionName } from '../lambdas/contract/environment';
import { actingFunctions } from '../lambdas/contract/target-permissions';
import { acceptPattern } from './acknowledgements';
import { bundleOf } from './bundles';
import { actingRolePath } from './deployment';
import { allowActing } from './permissions';

/** What differs from function to function. */
interface HeadworksFunctionProps<Name extends FunctionName> {
  readonly name: Name;
  readonly description: string;
  readonly environment: EnvironmentOf<Name>;
  /** The function is ended after this; tasks wait longer than it, so that no function outlives its task. */
  readonly timeout: Duration;
}

/**
 * A function of the product: its bundle, typed environment and own log group, and a role that may write to that log
 * group, send traces, take on the roles of target accounts if it acts there, and do nothing else until it is told.
 */
export class HeadworksFunction<Name extends FunctionName = FunctionName> extends LambdaFunction {
  constructor(scope: Construct, props: HeadworksFunctionProps<Name>) {
    const id = pascalCase(props.name);
    const { stackName } = Stack.of(scope);
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const acts = actingFunctions.includes(props.name);
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Runs ${props.name}`,
      ...(acts && { path: actingRolePath(scope) }),
    });
    logGroup.grantWrite(role);
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundleOf(props.name),
      description: props.description,
      // The name under which the functions' own metrics stand.
      environment: { ...(props.environment as Record<string, string>), POWERTOOLS_SERVICE_NAME: stackName },
      timeout: props.timeout,
      memorySize: 512,
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role,
    });
    acceptPattern(
      role,
      'X-Ray takes traces on no resource in particular; so do the list calls that some roles may make.',
      '*',
    );
    if (acts) allowActing(this);
  }

  /** Accepts that the role's policies name `resources` by a pattern, with the reason. */
  acceptPattern(reason: string, ...resources: string[]): void {
    if (this.role) acceptPattern(this.role, reason, ...resources);
  }

  /** Allows `actions` on `resources`, under `conditions`. */
  allow(actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>): this {
    this.addToRolePolicy(new PolicyStatement({ effect: Effect.ALLOW, actions, resources, conditions }));
    return this;
  }
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
