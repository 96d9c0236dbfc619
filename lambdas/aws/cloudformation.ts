/** What CloudFormation asks of a custom resource; every property is text, or a list or object of texts. */
export interface ResourceRequest<Properties> {
  RequestType: 'Create' | 'Update' | 'Delete';
  /** Where the answer is put: a URL that is signed for this one request. */
  ResponseURL: string;
  StackId: string;
  RequestId: string;
  LogicalResourceId: string;
  /** Absent while the resource is created. */
  PhysicalResourceId?: string;
  ResourceProperties: Properties;
  /** Only in updates. */
  OldResourceProperties?: Properties;
}

/** How it went: the resource is there under an id, or a person is told why not. */
export type ResourceOutcome = { id: string; reason?: undefined } | { id: string; reason: string };

const attempts = 3;
const attemptMilliseconds = 5_000;

/**
 * Tells CloudFormation how a request went, which waits an hour for it otherwise. A resource that comes back under another
 * id counts as a new one, and CloudFormation then has the old one deleted.
 */
export async function answerCloudFormation(
  { ResponseURL, StackId, RequestId, LogicalResourceId }: ResourceRequest<unknown>,
  { id, reason }: ResourceOutcome,
): Promise<void> {
  const body = JSON.stringify({
    Status: reason === undefined ? 'SUCCESS' : 'FAILED',
    Reason: reason,
    PhysicalResourceId: id,
    StackId,
    RequestId,
    LogicalResourceId,
  });
  for (let attempt = 1; ; attempt++) {
    try {
      const signal = AbortSignal.timeout(attemptMilliseconds);
      // The signature covers an empty content type.
      const response = await fetch(ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' }, signal });
      if (response.ok) return;
      throw new Error(`CloudFormation's answer was refused with ${response.status}`);
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}
