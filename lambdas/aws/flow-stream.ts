import { DescribeFlowSourceMetadataCommand, DescribeFlowSourceThumbnailCommand } from '@aws-sdk/client-mediaconnect';
import { type DescribedMetadata, type StreamMetadata, streamMetadata, unseenStream } from '../domain/service-info';
import { type DescribedThumbnail, type SeenThumbnail, seenThumbnail } from '../domain/thumbnail';
import { read } from './mediaconnect';
import { translateError } from './translate-error';

/** What can be seen of a flow's stream; one that does not run shows nothing, and says so. Throws as every read does. */
export function readMetadata(region: string, flowArn: string): Promise<StreamMetadata> {
  return seen(
    'DescribeFlowSourceMetadata',
    async () =>
      streamMetadata(
        await read<DescribedMetadata>(region, new DescribeFlowSourceMetadataCommand({ FlowArn: flowArn })),
      ),
    unseenStream,
  );
}

/** The latest picture of a flow's stream, or why there is none. Throws as every read does. */
export function readThumbnail(region: string, flowArn: string): Promise<SeenThumbnail> {
  return seen(
    'DescribeFlowSourceThumbnail',
    async () =>
      seenThumbnail(
        await read<DescribedThumbnail>(region, new DescribeFlowSourceThumbnailCommand({ FlowArn: flowArn })),
      ),
    (reason, detail) => ({ reason, detail }),
  );
}

async function seen<Answer>(
  operation: string,
  look: () => Promise<Answer>,
  none: (code: string, message: string) => Answer,
): Promise<Answer> {
  try {
    return await look();
  } catch (error) {
    const { name, message } = error as Error;
    // The service refuses so to look at a flow that does not run; there is no other reason for a transport stream.
    if (name === 'BadRequestException') return none('FlowNotRunning', message);
    if (name === 'NotFoundException') return none('FlowMissing', message);
    throw translateError(operation, error);
  }
}
