import { apiEvent, type EventOptions, type Handler, lambdaContext } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { enterFunction } from '../support/function-environment';
import { completeRecord, flowArn, newRecord } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';
import { sourceRequest } from '../support/sources';
import { type StubService, startStubService } from '../support/stub-service';

let service: StubService;
let table: SourceTable;
let handler: Handler;

beforeAll(async () => {
  service = await startStubService();
  enterFunction({ AWS_ENDPOINT_URL_MEDIACONNECT: service.url });
  table = await startSourceTable();
  handler = (await import('../../lambdas/api/get-source-thumbnail')).handler as unknown as Handler;
});
afterEach(() => table.clear());
afterAll(() => Promise.all([table.close(), service.close()]));

const getThumbnail = (options?: EventOptions) =>
  handler(apiEvent({ sourceId, role: 'viewer', ...options }), lambdaContext);
const problemOf = async () => JSON.parse((await getThumbnail()).body);
const timestamp = '2026-03-02T10:16:05Z';
const picture = (thumbnail: string) => ({ body: { thumbnailDetails: { flowArn, thumbnail, timestamp } } });

describe('the thumbnail of a source', () => {
  it('is the picture of its flow, which viewers may keep for a second', async () => {
    await table.put(completeRecord());
    service.answer(() => picture('/9j/4AAQ/9k='));
    expect(await getThumbnail()).toEqual({
      statusCode: 200,
      headers: expect.objectContaining({
        'Content-Type': 'image/jpeg',
        'Cache-Control': 'private, max-age=1',
        'Last-Modified': 'Mon, 02 Mar 2026 10:16:05 GMT',
        'X-Content-Type-Options': 'nosniff',
      }),
      body: '/9j/4AAQ/9k=',
      isBase64Encoded: true,
    });
    expect(service.requests.map(({ path }) => path)).toEqual([`/v1/flows/${flowArn}/source-thumbnail`]);
  });

  it('is answered whatever a client has already', async () => {
    await table.put(completeRecord());
    service.answer(() => picture('/9j/'));
    const headers = { 'If-Modified-Since': 'Mon, 02 Mar 2026 10:16:05 GMT', 'If-None-Match': '*' };
    expect(await getThumbnail({ headers })).toMatchObject({ statusCode: 200, body: '/9j/' });
  });

  it.each([
    ['a picture', picture('/9j/'), 200],
    ['none', { body: {} }, 404],
  ])('costs one look, however many ask: %s', async (_, answer, status) => {
    await table.put(completeRecord());
    service.answer(() => answer);
    await getThumbnail();
    const [kept] = await table.items('thumbnail#');
    // As if all that follow came at the same moment, however slow this machine is.
    await table.putItem({ ...kept, at: Number(kept?.at) + 60_000 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => getThumbnail()));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([status]));
    expect(service.requests).toHaveLength(1);
  });

  it('that is too large to be shared is made for each client', async () => {
    await table.put(completeRecord());
    const large = Buffer.alloc(600_000, 7).toString('base64');
    service.answer(() => picture(large));
    for (const count of [1, 2]) {
      expect((await getThumbnail()).body).toBe(large);
      expect(service.requests).toHaveLength(count);
    }
  });

  it('is not answered when it is old, although another client is asking for a new one', async () => {
    await table.put(completeRecord());
    service.answer(() => picture('/9j/'));
    const now = Date.now();
    const old = { at: now - 11_000, 'lease-until': now + 60_000, value: { picture: '/9j/' } };
    await table.putItem({ pk: `source#${sourceId}`, sk: `thumbnail#${flowArn}`, ...old });
    expect(await problemOf()).toMatchObject({ reason: 'ThumbnailGenerationInProgress' });
    expect(service.requests).toEqual([]);
  });

  it.each([
    [{ status: 400, error: 'BadRequestException' }, 'FlowNotRunning', 'BadRequestException was asked for'],
    [{ status: 404, error: 'NotFoundException' }, 'FlowMissing', 'NotFoundException was asked for'],
    [{ status: 202, body: {} }, 'ThumbnailGenerationInProgress', 'The first picture is still being made.'],
    [
      { body: { thumbnailDetails: { thumbnailMessages: [{ code: 'ThumbnailSuppressed', message: 'Off.' }] } } },
      'ThumbnailSuppressed',
      'Off. The service makes none above 10 outputs or 400 Mb/s of output.',
    ],
  ])('is not there, and the refusal says why: %j', async (answer, reason, detail) => {
    await table.put(completeRecord());
    service.answer(() => answer);
    expect(await problemOf()).toMatchObject({
      type: 'urn:problem:thumbnail-unavailable',
      status: 404,
      reason,
      detail: `There is no picture (${reason}): ${detail}`,
    });
  });

  it('is none without a flow, and none of media streams; nobody is asked', async () => {
    service.answer(() => ({ status: 500, error: 'InternalServerErrorException' }));
    await table.put(newRecord());
    expect(await problemOf()).toMatchObject({ reason: 'FlowNotRunning' });
    const { requested } = newRecord({}, sourceRequest('st2110-jpegxs'));
    await table.put(completeRecord({ requested }));
    expect(await problemOf()).toMatchObject({ reason: 'NotTransportStream' });
    expect(service.requests).toEqual([]);
  });

  it('cannot be had while MediaConnect refuses', async () => {
    await table.put(completeRecord());
    service.answer(() => ({ status: 403, error: 'ForbiddenException' }));
    expect(await problemOf()).toMatchObject({ type: 'urn:problem:target-account-unreachable', status: 502 });
  });

  it('is none of a source that is deleted', async () => {
    await table.put(newRecord({ 'provisioning-status': 'deletion-complete' }));
    expect(await problemOf()).toMatchObject({ type: 'urn:problem:source-not-found' });
  });
});
