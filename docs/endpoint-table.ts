import { type Endpoint, endpoints } from '../lambdas/contract/endpoints';

const marks = ['<!-- endpoints -->', '<!-- /endpoints -->'] as const;

/** The table of endpoints for the README, from the rows that make the API. */
function endpointTable(): string {
  const rows = (endpoints as readonly Endpoint[]).map(
    ({ name, method, alias, path, role, success, created, unchanged, summary }) => {
      const short = path.replace('/organisations/{organisation-id}/target-accounts/{target-account-id}', '…');
      return `| \`${name}\` | \`${alias ? `${method}, ${alias}` : method} ${short}\` | ${role ?? '(open)'} | ${[success, ...(created ? [created] : []), ...(unchanged ? [unchanged] : [])].join(', ')} | ${summary} |`;
    },
  );
  return ['| operation | method and path | role | success | |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** The README with the table as it should be. */
export function withEndpointTable(text: string): string {
  const [before = '', rest = ''] = text.split(marks[0]);
  const [, after = ''] = rest.split(marks[1]);
  return `${before}${marks[0]}\n${endpointTable()}\n${marks[1]}${after}`;
}
