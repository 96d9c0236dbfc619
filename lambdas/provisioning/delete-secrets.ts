import { deleteSecret } from '../aws/secret-store';
import { SourceStore } from '../aws/source-store';
import { deleteSecrets } from '../contract/tasks';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('deleteSecrets').TABLE_NAME);

/** Removes the source's secrets, and then their names from the record. Only called once no flow is left. */
export const handler = work(deleteSecrets, async (input) => {
  const record = await store.readForRun(input);
  for (const { region, arn } of record.secrets) await deleteSecret(region, arn);
  await store.changeInRun(record, { secrets: [], flows: [], 'flow-creations': 0 });
  return {};
});
