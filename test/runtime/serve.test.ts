import * as z from 'zod';
import { type Endpoint, getSource } from '../../lambdas/contract/endpoints';
import { SourceBusy } from '../../lambdas/domain/errors';
import type { Plan } from '../../lambdas/domain/plan';
import { logger } from '../../lambdas/runtime/logger';
import { serve } from '../../lambdas/runtime/serve';
import { apiEvent, ask, type Handler, lambdaContext } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { enterFunction } from '../support/function-environment';

const row = { ...getSource, answer: z.object({ shown: z.literal('********') }), revealed: undefined };
const revealing = { ...row, revealed: { answer: z.object({ shown: z.string() }), role: 'operator' } } as const;
enterFunction();
const errors = jest.spyOn(logger, 'error').mockImplementation(() => {});

/** A handler of a row that answers this, and how often it was asked. */
function handlerOf(endpoint: unknown, body: unknown) {
  const handle = jest.fn(async () => ({ body, headers: { ETag: '"1"' } }));
  return { handle, handler: serve(endpoint as Endpoint, handle) };
}

describe('an endpoint', () => {
  it("answers with the row's status, and never to be stored", async () => {
    const { handler } = handlerOf({ ...row, success: 201 }, { shown: '********' });
    expect(await ask(handler, { sourceId })).toMatchObject({
      status: 201,
      headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ETag: '"1"' },
      body: { shown: '********' },
    });
  });

  it('answers that nothing is to do with the status of its row for that', async () => {
    const asked = { ...row, success: 202, unchanged: 200 };
    const statusOf = async (reply: object) =>
      (
        await ask(
          serve(asked as Endpoint, async () => ({ body: { shown: '********' }, ...reply })),
          { sourceId },
        )
      ).status;
    expect(await statusOf({})).toBe(202);
    expect(await statusOf({ isUnchanged: true })).toBe(200);
  });

  it('answers a plan with 200, whatever the status of its row, and nothing beside it', async () => {
    const plan: Plan = { impact: 'none', 'new-address': false, steps: [], warnings: ['one'] };
    const handler = serve({ ...row, success: 201 } as unknown as Endpoint, async () => ({
      plan: Object.assign({ dependents: ['canary'] }, plan),
      headers: { ETag: '"1"' },
    }));
    const answer = await ask(handler, { sourceId });
    expect(answer).toMatchObject({ status: 200, headers: { ETag: '"1"', 'Cache-Control': 'no-store' } });
    expect(answer.body).toEqual({ plan });
  });

  it('answers bytes as base64, which API Gateway turns back, where its row has a media type', async () => {
    const row = { ...getSource, answer: z.custom<Uint8Array>(), revealed: undefined, mediaType: 'image/jpeg' };
    const { handler } = handlerOf(row, Uint8Array.from([0xff, 0xd8, 0x00]));
    const answer = await (handler as unknown as Handler)(apiEvent({ sourceId }), lambdaContext);
    expect(answer).toMatchObject({ body: '/9gA', isBase64Encoded: true, headers: { 'Content-Type': 'image/jpeg' } });
  });

  it('answers a text as it stands where its row has a media type', async () => {
    const text = { ...row, answer: z.string(), mediaType: 'text/html; charset=utf-8' };
    const { handler } = handlerOf(text, '<p>"quoted"</p>');
    const answer = await (handler as unknown as Handler)(apiEvent({ sourceId }), lambdaContext);
    expect(answer.body).toBe('<p>"quoted"</p>');
    expect(answer.headers).toMatchObject({ 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  });

  it('asks for no role where its row has none', async () => {
    const { handler } = handlerOf({ ...row, role: undefined }, { shown: '********' });
    expect((await ask(handler, { sourceId, role: {} })).status).toBe(200);
  });

  it('lets nothing out that its row does not show', async () => {
    const { handler } = handlerOf(row, { shown: '********', run: 3, secrets: ['canary'] });
    expect((await ask(handler, { sourceId })).text).toBe('{"shown":"********"}');
  });

  it('lets no secret out in place of a mask', async () => {
    const { handler } = handlerOf(row, { shown: 'canary' });
    const { status, text } = await ask(handler, { sourceId });
    expect(status).toBe(500);
    expect(text).not.toContain('canary');
    expect(JSON.stringify(errors.mock.calls)).not.toContain('canary');
  });

  it('decides on the role before it looks at anything', async () => {
    const { handle, handler } = handlerOf(row, {});
    const answer = await ask(handler, { sourceId: 'nonsense', role: {}, query: { strange: '1' } });
    expect(answer).toMatchObject({ status: 403, body: { type: 'urn:problem:forbidden' } });
    expect(handle).not.toHaveBeenCalled();
  });

  it('hands its handler a whole request', async () => {
    const { handle, handler } = handlerOf(row, { shown: '********' });
    await ask(handler, { sourceId, role: 'viewer' });
    const path = `/v1/organisations/00000000-0000-4000-8000-000000000001/target-accounts/00000000-0000-4000-8000-0000000000a1`;
    expect(handle).toHaveBeenCalledWith({
      path: expect.objectContaining({ 'source-id': sourceId }),
      query: { 'include-drift': false, 'include-passphrase': false },
      body: undefined,
      caller: { subject: 'someone', roles: { '00000000-0000-4000-8000-000000000001': 'viewer' } },
      url: `${path}/sources/${sourceId}`,
      now: expect.any(Date),
    });
  });

  it('turns what its handler throws into a problem', async () => {
    const handler = serve(row as unknown as Endpoint, async () => {
      throw new SourceBusy('creation-pending');
    });
    expect(await ask(handler, { sourceId })).toMatchObject({ status: 409, headers: { 'Retry-After': '5' } });
  });
});

describe('revealing', () => {
  const reveal = { sourceId, query: { 'include-passphrase': 'true' } };

  it('takes the role that the row asks for', async () => {
    const { handle, handler } = handlerOf(revealing, { shown: 'canary' });
    expect(await ask(handler, { ...reveal, role: 'viewer' })).toMatchObject({ status: 403 });
    expect(handle).not.toHaveBeenCalled();
    expect(await ask(handler, { ...reveal, role: 'operator' })).toMatchObject({
      status: 200,
      body: { shown: 'canary' },
    });
  });

  it('is not done by halves: a repeated parameter is refused', async () => {
    for (const values of [
      ['true', 'false'],
      ['false', 'true'],
    ]) {
      const { handle, handler } = handlerOf(revealing, { shown: 'canary' });
      const answer = await ask(handler, { sourceId, role: 'operator', query: { 'include-passphrase': values } });
      expect(answer.status).toBe(400);
      expect(handle).not.toHaveBeenCalled();
    }
  });

  it('is not done unless it is asked for', async () => {
    const { handler } = handlerOf(revealing, { shown: 'canary' });
    expect((await ask(handler, { sourceId, query: { 'include-passphrase': 'false' } })).status).toBe(500);
  });
});
