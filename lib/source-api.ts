import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
  TokenAuthorizer,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type EndpointName, endpoints } from '../lambdas/contract/endpoints';
import type { EnvironmentOf } from '../lambdas/contract/environment';
import { accept } from './acknowledgements';
import { addGatewayProblems } from './gateway-problems';
import { HeadworksFunction } from './headworks-function';
import type { MediaConnectRoles } from './mediaconnect-roles';
import {
  allowDescribeFlow,
  allowDescribeSubnets,
  allowIndex,
  allowListTags,
  allowSecrets,
  allowTable,
  type Ownership,
} from './permissions';
import type { Settings } from './settings';
import type { SourceTable } from './source-table';
import type { SourceWorkflows } from './source-workflows';

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
const functionTimeout = Duration.seconds(20);
const integrationTimeout = Duration.seconds(19);

interface SourceApiProps {
  readonly settings: Settings;
  readonly table: SourceTable;
  readonly workflows: SourceWorkflows;
  readonly ownership: Ownership;
  readonly roles: MediaConnectRoles;
}

/** The REST API: a route and a function for each row of the endpoint table, behind one authorizer but for the open ones. */
export class SourceApi extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: SourceApiProps) {
    super(scope, id);
    const api = this.restApi();
    const authorizer = this.authorizer(props.settings);
    const functions = this.functions(props);
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
    addGatewayProblems(api);
    this.url = api.url;
  }

  private restApi(): RestApi {
    const api = new RestApi(this, 'Rest', {
      restApiName: 'Headworks',
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
      'A web ACL is the choice of the account; the stage can be given one.',
    );
    return api;
  }

  private authorizer(settings: Settings): TokenAuthorizer {
    const handler = new HeadworksFunction(this, {
      name: 'authorizeRequest',
      description: 'Verifies the bearer token of a request',
      environment: {
        TOKEN_ISSUER: settings.tokenIssuer,
        TOKEN_KEY_SET_URI: settings.tokenKeySetUri,
        TOKEN_AUDIENCES: settings.tokenAudiences,
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

  private functions({
    settings,
    table,
    workflows,
    ownership,
    roles,
  }: SourceApiProps): Record<EndpointName, HeadworksFunction> {
    const environment = {
      TABLE_NAME: table.tableName,
      ORGANISATION_ID: settings.organisationId,
      TARGET_ACCOUNT_ID: settings.targetAccountId,
    };
    const flows = {
      ...ownership,
      SECRETS_ROLE_ARN: roles.secrets.roleArn,
      VPC_ROLE_ARN: roles.vpc.roleArn,
    };
    const planned = { ...flows, SRT_LISTENERS: settings.srtListeners };
    const provision = { PROVISION_SOURCE_ARN: workflows.provision.stateMachineArn };
    const deprovision = { DEPROVISION_SOURCE_ARN: workflows.deprovision.stateMachineArn };

    const createSource = this.endpoint('createSource', { ...environment, ...provision, ...planned });
    allowTable(createSource, table, 'GetItem', 'PutItem');
    allowSecrets(createSource, ownership, 'CreateSecret', 'TagResource', 'GetSecretValue', 'DeleteSecret');
    allowDescribeSubnets(createSource);
    workflows.provision.grantStartExecution(createSource);

    const listSources = this.endpoint('listSources', environment);
    allowIndex(listSources, table, 'listed');

    const getSource = this.endpoint('getSource', { ...environment, ...flows });
    allowTable(getSource, table, 'GetItem', 'PutItem');
    allowSecrets(getSource, ownership, 'GetSecretValue');
    allowDescribeFlow(getSource);
    allowListTags(getSource);

    const updateSource = this.endpoint('updateSource', { ...environment, ...provision, ...planned });
    allowTable(updateSource, table, 'GetItem', 'PutItem', 'UpdateItem');
    allowSecrets(updateSource, ownership, 'CreateSecret', 'TagResource', 'GetSecretValue', 'DeleteSecret');
    allowDescribeSubnets(updateSource);
    allowDescribeFlow(updateSource);
    workflows.provision.grantStartExecution(updateSource);

    const deleteSource = this.endpoint('deleteSource', { ...environment, ...deprovision });
    allowTable(deleteSource, table, 'GetItem', 'PutItem', 'UpdateItem');
    allowDescribeFlow(deleteSource);
    workflows.deprovision.grantStartExecution(deleteSource);

    const converging = { ...environment, ...provision, ...planned };
    const startSource = this.endpoint('startSource', converging);
    const stopSource = this.endpoint('stopSource', converging);
    const repairSource = this.endpoint('repairSource', converging);
    for (const each of [startSource, stopSource, repairSource]) allowConvergence(each, table, workflows);
    allowListTags(repairSource);

    const getSourceStatus = this.endpoint('getSourceStatus', environment);
    allowTable(getSourceStatus, table, 'GetItem');
    allowDescribeFlow(getSourceStatus);

    const getOpenApi = this.endpoint('getOpenApi', {});
    const getDocs = this.endpoint('getDocs', {});

    const writing = { createSource, updateSource, deleteSource, startSource, stopSource, repairSource };
    return { ...writing, listSources, getSource, getSourceStatus, getOpenApi, getDocs };
  }

  private endpoint<Name extends EndpointName>(name: Name, environment: EnvironmentOf<Name>): HeadworksFunction {
    const description = endpoints.find((row) => row.name === name)?.summary ?? name;
    return new HeadworksFunction(this, { name, description, environment, timeout: functionTimeout });
  }
}

/** Lets a function look at a source's flow, write what is to become of it, and start the run that brings it there. */
function allowConvergence(target: HeadworksFunction, table: SourceTable, workflows: SourceWorkflows): void {
  allowTable(target, table, 'GetItem', 'PutItem', 'UpdateItem');
  allowDescribeFlow(target);
  workflows.provision.grantStartExecution(target);
}

/** A line of the access log: who asked for what and how it went; no query, header or body, which may hold secrets. */
function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: AccessLogField.contextRequestId(),
      time: AccessLogField.contextRequestTime(),
      sourceIp: AccessLogField.contextIdentitySourceIp(),
      subject: AccessLogField.contextAuthorizerPrincipalId(),
      method: AccessLogField.contextHttpMethod(),
      path: AccessLogField.contextPath(),
      status: AccessLogField.contextStatus(),
      latency: AccessLogField.contextResponseLatency(),
    }),
  );
}
