import { answerCloudFormation, type CustomResourceEvent } from '../aws/cloudformation';
import { logger } from './logger';
import { react } from './react';

/**
 * Makes the Lambda handler of a custom resource. CloudFormation is answered whatever happens, since it waits for long
 * otherwise; what `perform` throws is why it is refused.
 */
export function customResource(name: string, perform: (event: CustomResourceEvent) => Promise<void>) {
  return react<CustomResourceEvent>(name, async (event) => {
    let refusal: string | undefined;
    await perform(event).catch((error) => {
      refusal = (error as Error).message;
      logger.error('CloudFormation is refused', error as Error);
    });
    await answerCloudFormation(event, refusal);
  });
}
