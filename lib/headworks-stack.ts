import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Dashboard } from './dashboard';
import { DeadLetters } from './dead-letters';
import { DeletionGuard } from './deletion-guard';
import { ownershipOf, proxyBucketsOf } from './deployment';
import { EdgeSettings } from './edge-settings';
import { encryptWith } from './encryption';
import { EventForwarding } from './event-forwarding';
import { IncomingBus } from './incoming-bus';
import { MediaConnectRoles } from './mediaconnect-roles';
import { MediaLiveRole } from './medialive-role';
import { Observation } from './observation';
import { OperationsAlarms } from './operations-alarms';
import { ProxyBucket } from './proxy-bucket';
import { Reconciliation } from './reconciliation';
import { Recovery } from './recovery';
import { Registration } from './registration';
import { Settings } from './settings';
import { SourceApi } from './source-api';
import { SourceEvents } from './source-events';
import { SourceTable } from './source-table';
import { SourceWorkflows } from './source-workflows';
import { stackUuid } from './stack-mark';
import { TargetAccountRole } from './target-account-role';

/** The whole product in one account: the API, the record, the workflows, what listens to MediaConnect, and what brings dead runs to their end. */
export class HeadworksStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const ownership = ownershipOf(this);
    const settings = new Settings(this, 'Settings');
    const edge = new EdgeSettings(this, 'Edge');
    encryptWith(this, edge.keyArn);
    const table = new SourceTable(this, 'Sources');
    const deadLetters = new DeadLetters(this, 'DeadLetters');
    const own = {
      targetAccountId: settings.targetAccountId,
      deploymentId: ownership.DEPLOYMENT_ID,
      secretPrefix: ownership.SECRET_PREFIX,
    };
    const roles = new MediaConnectRoles(this, 'MediaConnect', own);
    const proxyBuckets = proxyBucketsOf(this);
    const mediaLive = new MediaLiveRole(this, 'MediaLive', { targetAccountId: own.targetAccountId, proxyBuckets });
    new ProxyBucket(this, 'Proxies', { buckets: proxyBuckets });
    // Nobody else's, and known before anything runs.
    const externalId = stackUuid(this);
    const { role } = new TargetAccountRole(this, 'OwnAccount', {
      ...own,
      externalId,
      controlPlaneAccount: this.account,
      ...{ roles, mediaLive, proxyBuckets },
    });
    new Registration(this, 'Registration', { settings, table, role, roles, externalId });
    const workflows = new SourceWorkflows(this, 'Workflows', { table, settings, ownership, proxyBuckets });
    const incoming = new IncomingBus(this, 'Incoming', settings);
    new EventForwarding(this, 'Forwarding', {
      busArn: incoming.eventBusArn,
      deploymentId: ownership.DEPLOYMENT_ID,
      deadLetters,
    });
    new Observation(this, 'Observation', { bus: incoming, table, deadLetters, ownership });
    const recovery = new Recovery(this, 'Recovery', { table, workflows, ownership });
    const events = new SourceEvents(this, 'Events', { table, settings, deadLetters });
    const api = new SourceApi(this, 'Api', { settings, edge, table, workflows, ownership, proxyBuckets });
    new Reconciliation(this, 'Reconciliation', { table, ownership });
    const guard = new DeletionGuard(this, 'DeletionGuard', { table, settings });
    const watched = { api, workflows, recovery, events, table, deadLetters };
    const alarms = new OperationsAlarms(this, 'Alarms', { ...watched, settings });
    new Dashboard(this, 'Dashboard', { ...watched, alarms: alarms.all });
    guard.comeFirst();
    new CfnOutput(this, 'ApiUrl', { value: api.url, description: 'The base address of the API' });
    new CfnOutput(this, 'DeploymentId', {
      value: ownership.DEPLOYMENT_ID,
      description: 'The mark of this deployment on what it makes',
    });
    new CfnOutput(this, 'ProxyBuckets', {
      value: proxyBuckets,
      description:
        'What the names of the buckets for proxies begin with, for the events stack of each account and Region',
    });
    new CfnOutput(this, 'EventBusArn', {
      value: events.bus.eventBusArn,
      description: 'The bus that tells what happens to sources',
    });
    new CfnOutput(this, 'IncomingEventBusArn', {
      value: incoming.eventBusArn,
      description:
        'The bus to which the events stack of each account and Region sends what is heard of flows and alarms',
    });
  }
}
