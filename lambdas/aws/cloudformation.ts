/** What CloudFormation asks of a custom resource (CloudFormation user guide, "Custom resource request objects"). */
export interface CustomResourceEvent {
  RequestType: 'Create' | 'Update' | 'Delete';
  /** Where the answer is awaited: a signed address of S3. */
  ResponseURL: string;
  StackId: string;
  RequestId: string;
  LogicalResourceId: string;
  PhysicalResourceId?: string;
  /** As in the template, every value a text. */
  ResourceProperties: Record<string, string>;
}

/** CloudFormation takes 4,096 bytes in all; a reason of this length leaves room for the ids. */
const longestReason = 2_000;

/**
 * Answers CloudFormation, which waits for it; with a reason, that what it asked for was refused. The resource has one
 * physical id for as long as the stack lives. Throws if the answer is not taken.
 */
export async function answerCloudFormation(event: CustomResourceEvent, refusal?: string): Promise<void> {
  const { ResponseURL, StackId, RequestId, LogicalResourceId, PhysicalResourceId = LogicalResourceId } = event;
  const ids = { StackId, RequestId, LogicalResourceId, PhysicalResourceId };
  const outcome =
    refusal === undefined ? { Status: 'SUCCESS' } : { Status: 'FAILED', Reason: refusal.slice(0, longestReason) };
  // As bytes it has no content type: the address is signed for none.
  const body = new TextEncoder().encode(JSON.stringify({ ...outcome, ...ids }));
  const { ok, status } = await fetch(ResponseURL, { method: 'PUT', body, signal: AbortSignal.timeout(10_000) });
  if (!ok) throw new Error(`CloudFormation's address answered ${status}`);
}
