/** An error the service answers: its name travels in `x-amzn-ErrorType`, its text in `message`. */
export class ServiceFault extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = code;
  }
}

/** A field that breaks a rule, or a call the flow's status does not allow. */
export const badRequest = (message: string) => new ServiceFault('BadRequestException', 400, message);

/** A resource that does not exist in the caller's account and Region. */
export const notFound = (message: string) => new ServiceFault('NotFoundException', 404, message);

/** More calls than the account's rate in this Region. */
export const tooManyRequests = () => new ServiceFault('TooManyRequestsException', 429, 'Too Many Requests');

/** A quota of the service; `operation` names the member of the 420 family, such as `CreateFlow`. */
export const quotaExceeded = (operation: 'CreateFlow' | 'AddFlowOutputs' | 'GrantFlowEntitlements', message: string) =>
  new ServiceFault(`${operation}420Exception`, 420, message);
