import { Aws, Duration, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accept } from './acknowledgements';

/**
 * The bucket for the proxies of an account in a Region: private, and of what is now on air, since what is in it goes after
 * a day. Functions make its name anew from the same parts (`proxyBucket` of the domain).
 */
export class ProxyBucket extends Construct {
  constructor(scope: Construct, id: string, { buckets }: { buckets: string }) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      bucketName: Fn.join('-', [buckets, Aws.ACCOUNT_ID, Aws.REGION]),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      // A page may play what it was given signed addresses of; without one nobody reads anything.
      cors: [{ allowedMethods: [HttpMethods.GET, HttpMethods.HEAD], allowedOrigins: ['*'], maxAge: 3000 }],
      lifecycleRules: [{ expiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      // A bucket with objects cannot be deleted with its stack; but one of a deployment that fails would be in the way of
      // the next, which makes it by the same name.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    accept(
      bucket,
      'AwsSolutions-S1',
      'Pictures of what is on air, gone after a day: who asked for them is in the log of the API.',
    );
  }
}
