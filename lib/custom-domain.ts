import { Aws, CfnCondition, CfnOutput, CfnRule, Fn, Token } from 'aws-cdk-lib';
import { CfnBasePathMapping, CfnDomainName, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import type { EdgeSettings } from './edge-settings';
import { given } from './given';

/**
 * A name of one's own for the API, where the settings have one: over TLS 1.2 or newer, and with the default address of
 * API Gateway closed, if that is asked for too.
 */
export class CustomDomain extends Construct {
  /** Whether API Gateway's own address is to answer no more. */
  readonly isDefaultClosed: CfnCondition;
  private readonly hasName: CfnCondition;
  private readonly hasPath: CfnCondition;

  constructor(
    scope: Construct,
    id: string,
    private readonly settings: EdgeSettings,
  ) {
    super(scope, id);
    this.hasName = given(this, 'HasName', settings.domainName);
    this.hasPath = given(this, 'HasPath', settings.basePath);
    this.isDefaultClosed = new CfnCondition(this, 'IsDefaultClosed', {
      expression: Fn.conditionAnd(this.hasName, Fn.conditionEquals(settings.defaultEndpoint, 'closed')),
    });
    new CfnRule(this, 'NameHasCertificate', {
      ruleCondition: Fn.conditionNot(Fn.conditionEquals(settings.domainName, '')),
      assertions: [
        {
          assert: Fn.conditionNot(Fn.conditionEquals(settings.certificateArn, '')),
          assertDescription: 'DomainName needs DomainCertificateArn',
        },
      ],
    });
  }

  /** Leads from the name to the stage of an API. */
  leadTo(api: RestApi): void {
    const domain = new CfnDomainName(this, 'Name', {
      domainName: this.settings.domainName,
      regionalCertificateArn: this.settings.certificateArn,
      endpointConfiguration: { types: ['REGIONAL'] },
      securityPolicy: 'TLS_1_2',
    });
    const mapping = new CfnBasePathMapping(this, 'Mapping', {
      domainName: domain.ref,
      restApiId: api.restApiId,
      stage: api.deploymentStage.stageName,
      basePath: Token.asString(Fn.conditionIf(this.hasPath.logicalId, this.settings.basePath, Aws.NO_VALUE)),
    });
    for (const resource of [domain, mapping]) resource.cfnOptions.condition = this.hasName;
    new CfnOutput(this, 'Target', {
      value: domain.attrRegionalDomainName,
      description: 'What the record of DomainName in the DNS has to point at',
      condition: this.hasName,
    }).overrideLogicalId('DomainTarget');
  }

  /** The base address of the API: under the name, where there is one, else `standard`. */
  url(standard: string): string {
    const { domainName, basePath } = this.settings;
    const path = Fn.conditionIf(this.hasPath.logicalId, `${basePath}/`, '');
    const named = Fn.join('', ['https://', domainName, '/', Token.asString(path)]);
    return Token.asString(Fn.conditionIf(this.hasName.logicalId, named, standard));
  }
}
