import { Aspects, Aws, Fn, type Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { given } from './given';

/**
 * Encrypts what the stack keeps (table, logs and queue) with a KMS key, where the settings name one, and with keys that
 * AWS owns otherwise. What the key's policy has to allow is in docs/edge.md.
 */
export function encryptWith(stack: Stack, keyArn: string): void {
  const hasKey = given(stack, 'HasKmsKey', keyArn);
  const either = (yes: unknown, no: unknown = Aws.NO_VALUE) => Fn.conditionIf(hasKey.logicalId, yes, no);
  Aspects.of(stack).add({
    visit(node) {
      if (node instanceof CfnLogGroup) node.addPropertyOverride('KmsKeyId', either(keyArn));
      if (node instanceof CfnTable) {
        const byKey = { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn };
        node.addPropertyOverride('SSESpecification', either(byKey));
      }
      if (node instanceof CfnQueue) {
        node.addPropertyOverride('KmsMasterKeyId', either(keyArn));
        node.addPropertyOverride('SqsManagedSseEnabled', either(Aws.NO_VALUE, true));
      }
    },
  });
}
