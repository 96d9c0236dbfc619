import type { Faults } from './aws/faults';
import { type Role, refusal } from './aws/gate';
import { type MediaLive, mediaLive } from './aws/medialive';
import { ServiceError } from './aws/protocol';
import { type S3, s3 } from './aws/s3';
import { localSecret } from './aws/sts';
import type { Deployments } from './deployments';
import { type MediaConnect, ServiceFault } from './mediaconnect/simulator';
import { sessionOf } from './principals';

interface ProxyServicesOptions {
  file: string;
  speed: number;
  simulator: MediaConnect;
  deployments: Deployments;
  faults: Faults;
}

/** MediaLive and S3, which know each other, the flows of the simulator, and the roles and buckets of the templates. */
export function proxyServices({ file, speed, simulator, deployments, faults }: ProxyServicesOptions): {
  storage: S3;
  proxies: MediaLive;
} {
  const storage = s3({ buckets: deployments.buckets, secretOf: () => localSecret });
  const proxies = mediaLive({
    file,
    speed,
    storage,
    feed: (...on) => asServiceError(() => simulator.feed(...on)),
    starve: (...on) => asServiceError(() => simulator.starve(...on)),
    passesOnSince: (flowArn) => simulator.passesOnSince(flowArn),
    refusal(roleArn, action, resource, context = {}) {
      const role = deployments.roleOf(roleArn);
      if (!role || !trusts(role))
        return `MediaLive cannot assume the role ${roleArn}: it is not there, or does not trust it.`;
      const principal = sessionOf(role, 'medialive', roleArn.split(':')[4] ?? '');
      return refusal(principal, { action, resource, context }, resource.split(':')[3] ?? '');
    },
    isStuck: (operation) => faults.isStuck('medialive', operation),
    breaks: (operation) => faults.breaks(operation),
  });
  storage.beforeReading = () => proxies.catchUp();
  return { storage, proxies };
}

function trusts({ trust }: Role): boolean {
  const named = [trust.Statement]
    .flat()
    .map(({ Principal }) => (typeof Principal === 'object' ? Principal.Service : []));
  return named.flat().includes('medialive.amazonaws.com');
}

function asServiceError(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof ServiceFault) throw new ServiceError('BadRequestException', error.message);
    throw error;
  }
}
