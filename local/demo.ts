/** The demonstration's identities; fixed, so that scripts and documents may name them. */
export const demo = {
  organisation: '00000000-0000-4000-8000-000000000001',
  targetAccount: '00000000-0000-4000-8000-0000000000a1',
  account: '111122223333',
  region: 'eu-west-1',
  /** Where the account may have flows, the Region of the control plane first. */
  regions: ['eu-west-1', 'us-east-1'],
  /** What is sent to it is to be found beside the queues. */
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:headworks-notifications',
} as const;
