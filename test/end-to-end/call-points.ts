import type { FaultRequest } from './faults';

/** One call of a change: its operation, and how many of the same came before it. */
export interface Point {
  service: string;
  operation: string;
  after: number;
}

/** What a call can meet: an error before it has an effect, a lost answer after it, or the end of the process before it. */
export const effects = ['500', '429', '400', '404', 'lost reply', 'kill'] as const;
export type Effect = (typeof effects)[number];

type Errors = Partial<Record<Effect, [error: string, status: number]>>;

/** MediaConnect and MediaLive share their words. */
const ofMedia: Errors = {
  500: ['InternalServerErrorException', 500],
  429: ['TooManyRequestsException', 429],
  400: ['BadRequestException', 400],
  404: ['NotFoundException', 404],
};

/** How each service words an error before its effect. */
const errors: Record<string, Errors> = {
  mediaconnect: ofMedia,
  dynamodb: {
    500: ['InternalServerError', 500],
    429: ['ThrottlingException', 400],
    400: ['ValidationException', 400],
    404: ['ResourceNotFoundException', 400],
  },
  secretsmanager: {
    500: ['InternalServiceError', 500],
    429: ['ThrottlingException', 400],
    400: ['InvalidRequestException', 400],
    404: ['ResourceNotFoundException', 400],
  },
  monitoring: {
    500: ['InternalServiceError', 500],
    429: ['ThrottlingException', 400],
    400: ['ValidationError', 400],
    404: ['ResourceNotFound', 404],
  },
  medialive: ofMedia,
  s3: {
    500: ['InternalError', 500],
    429: ['SlowDown', 503],
    400: ['InvalidRequest', 400],
    404: ['NoSuchBucket', 404],
  },
  states: {
    500: ['InternalFailure', 500],
    429: ['ThrottlingException', 400],
    400: ['ValidationException', 400],
    404: ['StateMachineDoesNotExist', 400],
  },
};

/** The points of these calls, in their order; calls of other services are left out. */
export function pointsOf(calls: readonly { service: string; operation: string }[]): Point[] {
  const seen = new Map<string, number>();
  return calls
    .filter(({ service }) => service in errors)
    .map(({ service, operation }) => {
      const after = seen.get(operation) ?? 0;
      seen.set(operation, after + 1);
      return { service, operation, after };
    });
}

/**
 * Claims that an effect says something new at a call. A read has no effect whose answer could be lost, and meets
 * throttling as it meets a fault. Who is killed at a look into the record is where the call before has left him. That
 * a thing is not there, said where it is to be removed, cannot be told from the truth.
 */
export function isTelling({ operation }: Point, effect: Effect): boolean {
  if (effect === '404' && /^(Describe|Stop|Delete)/.test(operation)) return false;
  if (!/^(Get|BatchGet|Describe|List)/.test(operation)) return true;
  return effect === '500' || effect === '400' || (effect === 'kill' && operation === 'DescribeFlow');
}

/** The fault that makes a call meet an effect. What a client repeats by itself meets it in all attempts. */
export function faultAt({ service, operation, after }: Point, effect: Effect): FaultRequest {
  const at = { service, operation, after };
  // Longer than any test: who is held is killed meanwhile.
  if (effect === 'kill') return { ...at, effect: 'delay', times: 1, delayMs: 600_000 };
  const isRefusal = effect === '400' || effect === '404';
  const isRepeated =
    /^(Describe|List)/.test(operation) || !['mediaconnect', 'medialive', 'monitoring'].includes(service);
  const times = isRepeated && !isRefusal ? 3 : 1;
  if (effect === 'lost reply') return { ...at, effect: 'lost-reply', times };
  const [error = '', status = 500] = errors[service]?.[effect] ?? [];
  return { ...at, effect: 'error', error, status, times };
}
