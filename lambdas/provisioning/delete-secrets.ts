import { deleteSecret } from '../aws/secret-store';
import { SourceStore } from '../aws/source-store';
import { deleteSecrets } from '../contract/tasks';
import { keptFlows, secretsToGo } from '../domain/removal';
import { creationsOf } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('deleteSecrets').TABLE_NAME);

/** Removes secrets that no flow uses any more, and then their names from the record. Flows have gone before. */
export const handler = work(deleteSecrets, async (input, { record, taking }) => {
  const toGo = secretsToGo(record, input.removal);
  if (toGo.length > 0) taking(record, { action: 'delete-secrets', resource: record.id });
  for (const { region, arn } of toGo) await deleteSecret(region, arn);
  const flows = keptFlows(record, input.removal);
  await store.changeInRun(record, {
    secrets: record.secrets.filter((secret) => !toGo.includes(secret)),
    flows,
    'next-flows': [],
    'surplus-flows': [],
    'flow-creations': creationsOf(flows),
  });
  return {};
});
