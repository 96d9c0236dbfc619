import { useApiFunctions } from '../support/api-functions';
import { sourceRequest } from '../support/sources';

const api = useApiFunctions({ START_ON_CREATION: 'false' });

describe('a deployment whose sources are created stopped', () => {
  it.each([
    [{}, false],
    [{ start: 'true' }, true],
    [{ start: 'false' }, false],
  ])('starts one that is asked for with %j: %s', async (query: Record<string, string>, starts) => {
    const body = sourceRequest('rtp');
    const planned = await api.call('POST', { body, query: { ...query, 'dry-run': 'true' } });
    expect(planned.body.plan.warnings.some((each: string) => each.startsWith('billing-starts'))).toBe(starts);
    expect((await api.call('POST', { body, query })).status).toBe(201);
    expect(await api.table.items('record')).toMatchObject([{ running: starts }]);
  });
});
