import { Duration, Fn, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  type CfnRestApi,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
  type Stage,
  TokenAuthorizer,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { endpoints } from '../lambdas/contract/endpoints';
import { accept } from './acknowledgements';
import { CrossOrigin } from './cross-origin';
import { CustomDomain } from './custom-domain';
import { type EndpointProps, endpointFunctions, functionTimeout } from './endpoint-functions';
import { addGatewayProblems } from './gateway-problems';
import { given } from './given';
import { HeadworksFunction } from './headworks-function';
import type { Settings } from './settings';
import { deployBySettings } from './snapshots';
import { TokenIssuer } from './token-issuer';

const stageName = 'v1';

/**
 * What all clients together may ask, by API Gateway's token bucket. An account has 10,000 a second (burst 5,000) for
 * all of its APIs, and 1,000 functions at a time for all of them: a client of this API that runs wild takes only a
 * part of either. A thousand sources polled every two seconds fit.
 */
const throttling = { throttlingRateLimit: 500, throttlingBurstLimit: 500 };

/**
 * A function that hangs is given up a second before Lambda ends it: so the client is told `timed-out`, which leaves
 * open what happened, and not of a fault.
 */
const integrationTimeout = functionTimeout.minus(Duration.seconds(1));

/** The REST API: a route and a function for each row of the endpoint table, behind one authorizer but for the open ones. */
export class SourceApi extends Construct {
  readonly url: string;
  readonly stage: Stage;

  constructor(scope: Construct, id: string, props: EndpointProps) {
    super(scope, id);
    const api = this.restApi();
    const authorizer = this.authorizer(props.settings);
    const functions = endpointFunctions(this, props);
    for (const row of endpoints) {
      const integration = new LambdaIntegration(functions[row.name], {
        allowTestInvoke: false,
        timeout: integrationTimeout,
      });
      const resource = api.root.resourceForPath(row.path);
      if ('role' in row) {
        const methods = [row.method, ...('alias' in row ? [row.alias] : [])];
        for (const method of methods) resource.addMethod(method, integration, { authorizer });
      } else {
        const method = resource.addMethod(row.method, integration);
        accept(method, 'AwsSolutions-APIG4', 'The documentation is public: it says nothing of any organisation.');
        accept(method, 'AwsSolutions-COG4', 'The documentation is public: it says nothing of any organisation.');
      }
    }
    const crossOrigin = new CrossOrigin(this, 'CrossOrigin', { api, origins: props.edge.corsOrigins });
    addGatewayProblems(api, crossOrigin.isAllowed);
    const domain = new CustomDomain(this, 'Domain', props.edge);
    domain.leadTo(api);
    (api.node.defaultChild as CfnRestApi).disableExecuteApiEndpoint = Token.asAny(
      Fn.conditionIf(domain.isDefaultClosed.logicalId, true, false),
    );
    deployBySettings(api, crossOrigin, domain.isDefaultClosed);
    this.url = domain.url(api.url);
    this.stage = api.deploymentStage;
    this.protect(props.edge.webAclArn);
  }

  private restApi(): RestApi {
    const api = new RestApi(this, 'Rest', {
      // CloudWatch tells APIs apart by their names only.
      restApiName: Stack.of(this).stackName,
      endpointTypes: [EndpointType.REGIONAL],
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: true,
      deployOptions: {
        stageName,
        ...throttling,
        tracingEnabled: true,
        metricsEnabled: true,
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        accessLogDestination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLogs', { retention: RetentionDays.THREE_MONTHS }),
        ),
        accessLogFormat: accessLogFormat(),
      },
    });
    // API Gateway makes this log group itself, to be kept for ever, where it is not there yet.
    new LogGroup(this, 'ExecutionLogs', {
      logGroupName: `API-Gateway-Execution-Logs_${api.restApiId}/${stageName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    accept(
      api,
      'AwsSolutions-APIG2',
      'The functions validate every request against the schemas, and name every fault.',
    );
    accept(api, 'AwsSolutions-COG4', 'Every method has an authorizer, which verifies tokens of any OpenID issuer.');
    accept(api, 'AwsSolutions-IAM4', 'The policy that API Gateway documents for writing to CloudWatch Logs.', [
      'Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
    ]);
    accept(
      api.deploymentStage,
      'AwsSolutions-APIG3',
      'A web ACL is the choice of the account: the setting WebAclArn puts one in front of the stage.',
    );
    return api;
  }

  /** Puts a web ACL in front of the stage, where there is one. */
  private protect(webAclArn: string): void {
    const association = new CfnWebACLAssociation(this, 'WebAcl', { resourceArn: this.stage.stageArn, webAclArn });
    association.cfnOptions.condition = given(this, 'HasWebAcl', webAclArn);
  }

  private authorizer(settings: Settings): TokenAuthorizer {
    const issuer = new TokenIssuer(this, 'TokenIssuer', settings);
    const handler = new HeadworksFunction(this, {
      name: 'authorizeRequest',
      description: 'Verifies the bearer token of a request',
      environment: {
        TOKEN_ISSUER: issuer.uri,
        TOKEN_KEY_SET_URI: settings.tokenKeySetUri,
        TOKEN_AUDIENCES: issuer.audiences,
        TOKEN_GROUPS_CLAIM: settings.tokenGroupsClaim,
        MACHINE_CLIENTS: settings.machineClients,
      },
      timeout: Duration.seconds(10),
    });
    return new TokenAuthorizer(this, 'Authorizer', {
      handler,
      // What does not look like a bearer token is refused before the function is asked.
      validationRegex: '^[Bb]earer [-0-9A-Za-z._]+$',
      resultsCacheTtl: Duration.minutes(5),
    });
  }
}

/**
 * A line of the access log: who asked for what and how it went. It has nothing that a client makes up (path, query,
 * headers, body), which may hold a secret; the function's log has the ids in the path under the same request id.
 */
function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: AccessLogField.contextRequestId(),
      time: AccessLogField.contextRequestTime(),
      sourceIp: AccessLogField.contextIdentitySourceIp(),
      subject: AccessLogField.contextAuthorizerPrincipalId(),
      method: AccessLogField.contextHttpMethod(),
      path: AccessLogField.contextResourcePath(),
      status: AccessLogField.contextStatus(),
      latency: AccessLogField.contextResponseLatency(),
    }),
  );
}
