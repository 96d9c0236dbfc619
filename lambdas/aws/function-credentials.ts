import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for the SDK's own chain of credential providers when the functions are bundled. A function finds its
 * role's credentials in its environment, and nowhere else: the rest of the chain would be a quarter of the bundle.
 */
export const defaultProvider = fromEnv;
