import { synthesised } from '../support/synthesised';

const { template, functionOf, statementsOf, of } = synthesised();

/** The resources that a piece of the template refers to: those that CloudFormation deletes after it. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value as Record<string, unknown>;
  const substituted = [text]
    .flat()
    .flatMap((each) => (typeof each === 'string' ? [...each.matchAll(/\$\{([^}.]+)/g)] : []));
  return [
    ...(typeof Ref === 'string' ? [Ref] : []),
    ...(Array.isArray(attribute) ? [String(attribute[0])] : []),
    ...substituted.map(([, name]) => String(name)),
    ...Object.values(value).flatMap(references),
  ];
}

describe('the guard of the stack', () => {
  const [guard, ...others] = Object.entries(template.Resources).filter(
    ([, { Type }]) => Type === 'Custom::DeletionGuard',
  );
  const [guardId = '', resource] = guard ?? [];

  it('is one, which is told whether to leave flows behind', () => {
    expect(others).toEqual([]);
    expect(resource?.Properties).toMatchObject({
      ServiceToken: { 'Fn::GetAtt': [functionOf('guardDeletion').logicalId, 'Arn'] },
      LeaveFlows: { Ref: 'LeaveFlows' },
    });
  });

  it('is asked before anything of the stack is deleted', () => {
    const after = new Set<string>();
    const reach = (id: string) => {
      const found = template.Resources[id];
      if (!found || after.has(id)) return;
      after.add(id);
      for (const next of [...references(found.Properties), ...[found.DependsOn ?? []].flat().map(String)]) reach(next);
    };
    reach(guardId);
    const first = Object.keys(template.Resources).filter((id) => !after.has(id));
    expect(first).toEqual([]);
  });

  it('may look at the sources and do nothing else to them', () => {
    const [table] = of('AWS::DynamoDB::Table');
    const onTable = statementsOf('guardDeletion').filter(({ Resource }) =>
      JSON.stringify(Resource).includes(String(table?.logicalId)),
    );
    expect(onTable.map(({ Action }) => Action)).toEqual(['dynamodb:Scan']);
  });
});
