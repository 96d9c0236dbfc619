import { synthesised } from '../support/synthesised';

const [bucket, ...others] = synthesised().of('AWS::S3::Bucket');

it('is private, keeps what is in it for a day, and outlives its stack, but not a deployment that fails', () => {
  expect(others).toEqual([]);
  expect(bucket?.properties).toMatchObject({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    LifecycleConfiguration: { Rules: [{ ExpirationInDays: 1, Status: 'Enabled' }] },
  });
  expect(bucket?.attributes).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});
