import { type Fault, quoted } from './fault';
import type { Dependent } from './flow-description';
import type { Plan } from './plan';
import { quotaAdvice, quotaText, type UsedUp } from './quota';

/**
 * A fact that stops a request or a run. `name` is set by hand because bundles are minified and Step Functions
 * matches on it; `message` is for the client and never holds a secret.
 */
export abstract class Fact extends Error {
  abstract override readonly name: string;
}

/** The request breaks a schema or domain rule; `faults` holds every fault that was found. */
export class RequestInvalid extends Fact {
  override readonly name = 'RequestInvalid';
  constructor(readonly faults: readonly Fault[]) {
    super(
      faults.length === 1
        ? 'The request has a fault; errors says where.'
        : `The request has ${faults.length} faults; errors says where.`,
    );
  }
}

/** The body is longer than `limitBytes`. */
export class BodyTooLarge extends Fact {
  override readonly name = 'BodyTooLarge';
  constructor(readonly limitBytes: number) {
    super(`The body is larger than ${limitBytes} bytes.`);
  }
}

/** The body is of a media type, or encoded in a way, that the API does not read; `wanted` is what it does. */
export class UnsupportedMediaType extends Fact {
  override readonly name = 'UnsupportedMediaType';
  constructor(part: 'content type' | 'charset' | 'content encoding', given: string | undefined, wanted: string) {
    super(`The ${part} is ${given ? quoted(given) : 'missing'}; send ${wanted}.`);
  }
}

/** The token was good, and is no more. */
export class Unauthenticated extends Fact {
  override readonly name = 'Unauthenticated';
  constructor() {
    super('The token has expired. Send a valid token: Authorization: Bearer <JWT>.');
  }
}

/** The token is genuine, but gives no sufficient role in the path's organisation. */
export class Forbidden extends Fact {
  override readonly name = 'Forbidden';
  constructor(role: string) {
    super(`The token does not give the role ${role}, or a higher one, in this organisation.`);
  }
}

/** No source of that id belongs to that organisation and target account. */
export class SourceNotFound extends Fact {
  override readonly name = 'SourceNotFound';
  constructor(sourceId: string) {
    super(`There is no source ${sourceId} in this target account.`);
  }
}

/** No target account of that id belongs to that organisation. */
export class TargetAccountNotFound extends Fact {
  override readonly name = 'TargetAccountNotFound';
  constructor(targetAccountId: string) {
    super(`There is no target account ${targetAccountId} in this organisation.`);
  }
}

/** The target account was changed, or is about to go, while a request for a source of it was carried out. */
export class TargetAccountChanged extends Fact {
  override readonly name = 'TargetAccountChanged';
  constructor() {
    super('The target account is being changed at the same moment; try again.');
  }
}

/** Sources stand in the way of what is to become of their target account. */
export class TargetAccountInUse extends Fact {
  override readonly name = 'TargetAccountInUse';
  constructor(what: string) {
    super(`The target account is in use: ${what}`);
  }
}

/** Another request or run changed the source in between. */
export class SourceBusy extends Fact {
  override readonly name = 'SourceBusy';
  constructor(status: string) {
    super(`The source is busy (${status}); try again when it rests.`);
  }
}

/** The source is being deleted; nothing else can be done with it. */
export class SourceDeleting extends Fact {
  override readonly name = 'SourceDeleting';
  constructor() {
    super('The deletion of the source has failed; it can only be asked for again.');
  }
}

/** The change would take the stream off air or replace the flow, and the client did not allow that; `plan` says how. */
export class InterruptionNotAllowed extends Fact {
  override readonly name = 'InterruptionNotAllowed';
  constructor(readonly plan: Plan) {
    super('The change would interrupt the stream, as plan says; send allow-interruption=true to have it done.');
  }
}

/** Outputs or entitlements that others put on the flow would go with it, and the client did not allow that. */
export class FlowHasDependents extends Fact {
  override readonly name = 'FlowHasDependents';
  constructor(readonly plan: Plan) {
    super(
      'Others would lose what they put on the flow, as plan says; send allow-dependents-loss=true to have it done.',
    );
  }
}

/** The client wants to change another revision of the source, or of `what` else it asked for, than there is. */
export class PreconditionFailed extends Fact {
  override readonly name = 'PreconditionFailed';
  constructor(ifMatch: string, entityTag: string | undefined, what = 'source') {
    const given = ifMatch.trim() === '' ? 'empty' : ifMatch.slice(0, 64);
    const where = entityTag === undefined ? 'not there' : `at ${entityTag}`;
    super(`If-Match is ${given}, but the ${what} is ${where}; read it again.`);
  }
}

/** The idempotency key was used before, with another body. */
export class IdempotencyConflict extends Fact {
  override readonly name = 'IdempotencyConflict';
  constructor() {
    super('This Idempotency-Key was used for a request with another body; use a new key.');
  }
}

/** The answer to a request with this idempotency key is kept already. */
export class KeyAlreadyUsed extends Fact {
  override readonly name = 'KeyAlreadyUsed';
  constructor() {
    super('A request with this Idempotency-Key was answered.');
  }
}

/** Another request with this idempotency key is being carried out. */
export class RequestInProgress extends Fact {
  override readonly name = 'RequestInProgress';
  constructor() {
    super('A request with this Idempotency-Key is being carried out; try again.');
  }
}

/** There is no picture of what the source carries; `reason` is the word for why. */
export class ThumbnailUnavailable extends Fact {
  override readonly name = 'ThumbnailUnavailable';
  constructor(
    readonly reason: string,
    detail: string,
  ) {
    super(`There is no picture (${reason}): ${detail}`);
  }
}

/** There is nothing of the proxy to be played; `reason` is the word for why. */
export class ProxyUnavailable extends Fact {
  override readonly name = 'ProxyUnavailable';
  constructor(
    readonly reason: string,
    detail: string,
  ) {
    super(`There is nothing to play (${reason}): ${detail}`);
  }
}

/** The organisation has as much as it may have of what the request asks for more of. */
export class QuotaExceeded extends Fact {
  override readonly name = 'QuotaExceeded';
  constructor(readonly quota: UsedUp) {
    super(`${quotaText(quota)} ${quotaAdvice[quota.name]}`);
  }
}

/** So many requests of the organisation are carried out at this moment that this one found no gap. */
export class OrganisationBusy extends Fact {
  override readonly name = 'OrganisationBusy';
  constructor(options?: ErrorOptions) {
    super('Too many requests of this organisation at the same moment; slow down.', options);
  }
}

/** An AWS service that the request needs refused it, or could not be reached, in the target account. */
export class TargetAccountUnreachable extends Fact {
  override readonly name = 'TargetAccountUnreachable';
  constructor(what: string, options?: ErrorOptions) {
    super(`The target account could not be used: ${what}`, options);
  }
}

/** A call was to be made in a Region that the target account does not allow. */
export class RegionNotAllowed extends Fact {
  override readonly name = 'RegionNotAllowed';
  constructor(region: string, targetAccountId: string) {
    super(`The target account ${targetAccountId} does not allow the Region ${region}. Allow it there first.`);
  }
}

/** A newer run owns the source: this one must stop without touching anything more. */
export class RunSuperseded extends Fact {
  override readonly name = 'RunSuperseded';
  constructor(sourceId: string, run: number) {
    super(`Run ${run} of source ${sourceId} is no longer the current one.`);
  }
}

/** The call failed in a way that passes by itself: throttling, a fault of the service, a broken connection. */
export class Transient extends Fact {
  override readonly name = 'Transient';
}

/** A flow may have been created but is not visible yet; look again before creating another. */
export class FlowNotYetVisible extends Fact {
  override readonly name = 'FlowNotYetVisible';
  constructor(flowName: string) {
    super(`CreateFlow did not tell whether it made flow ${flowName}, and the flow is not to be seen.`);
  }
}

/** The flow is in a state in which the call is refused; it will settle. */
export class FlowBusy extends Fact {
  override readonly name = 'FlowBusy';
  constructor(flowArn: string, status: string) {
    super(`Flow ${flowArn} is ${status}.`);
  }
}

/** The flow that a run works on no longer exists. */
export class FlowVanished extends Fact {
  override readonly name = 'FlowVanished';
  constructor(flowArn: string) {
    super(`Flow ${flowArn} no longer exists.`);
  }
}

/** The next step does more to what is on air than the client allowed. */
export class StepNotAllowed extends Fact {
  override readonly name = 'StepNotAllowed';
  constructor({
    action,
    resource,
    impact,
    reason,
  }: { action: string; resource: string; impact: string; reason: string }) {
    super(`${action} of ${resource} was not taken: it is ${impact}, which was not allowed. ${reason}`);
  }
}

/** A flow that another has replaced stays, since others have put on it what would go with it. */
export class FlowKept extends Fact {
  override readonly name = 'FlowKept';
  constructor(flowArn: string, dependents: readonly Dependent[]) {
    const what = dependents.map(({ kind, name }) => `${kind} ${name}`).join(', ');
    super(
      `Flow ${flowArn} is kept: others have put ${what} on it. Have that removed, or repair the source with ` +
        'allow-dependents-loss=true.',
    );
  }
}

/** What failed cannot be undone in the flow that there is. */
export class NoWayBack extends Fact {
  override readonly name = 'NoWayBack';
  constructor({ reason }: { reason: string }) {
    super(`It would take another flow, which only a repair or another update makes. ${reason}`);
  }
}

/** MediaConnect accepted a change of a flow, and the flow does not show it. */
export class ChangeNotSeen extends Fact {
  override readonly name = 'ChangeNotSeen';
  constructor({ action, resource }: { action: string; resource: string }) {
    super(
      `MediaConnect accepted ${action} of ${resource}, but the flow does not show it: somebody may have undone it.`,
    );
  }
}

/** The flow that a run has made is not one that can become what is asked for; another one would not be either. */
export class NewFlowUnfit extends Fact {
  override readonly name = 'NewFlowUnfit';
  constructor(flowArn: string, why: string) {
    super(`The new flow ${flowArn} does not fit what is asked for, and is not taken up. ${why}`);
  }
}

/** MediaConnect put the flow into its ERROR state. */
export class FlowFailed extends Fact {
  override readonly name = 'FlowFailed';
  constructor(flowArn: string, messages: readonly string[]) {
    super(`MediaConnect put flow ${flowArn} into ERROR: ${messages.join(' ') || 'no reason was given'}`);
  }
}

/** Something that a flow refers to is not in AWS as the flow needs it; `faults` says what and where. */
export class PreFlightFailed extends Fact {
  override readonly name = 'PreFlightFailed';
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('. '));
  }
}

/** A service refused a call for good: `code` is the service's error, `detail` its words. */
export class ServiceRefused extends Fact {
  override readonly name = 'ServiceRefused';
  constructor(
    readonly operation: string,
    readonly code: string,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${operation} was refused (${code}): ${detail}`, options);
  }
}

/** An alarm has the name that one of a source is to have, and none of our tags: somebody else made it. */
export class AlarmOfAnother extends Fact {
  override readonly name = 'AlarmOfAnother';
  constructor(alarmName: string) {
    super(`The alarm ${alarmName} does not bear this deployment's tags: delete or rename it, then repair the source.`);
  }
}
