import type * as z from 'zod';
import { pattern, word } from './members';

/** The Regions that have MediaConnect, by the endpoint data of the AWS SDKs (botocore 1.43, mid 2026). */
export const regions = [
  'af-south-1',
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-4',
  'ap-southeast-5',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'me-central-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
] as const;

/** A Region in which a flow can be. */
export const Region = word(regions);
export type Region = z.infer<typeof Region>;

/** The name of an Availability Zone, as opposed to its id (`euw1-az1`). */
export const AvailabilityZone = pattern(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, 'use the name of a zone, such as eu-west-1a');
