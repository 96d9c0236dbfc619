import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts what a cdk-nag rule finds on a construct, with the reason; `findings` narrows it to what is named. */
export function accept(construct: IConstruct, rule: string, reason: string, findings?: readonly string[]): void {
  const ids = findings ? findings.map((finding) => `${rule}[${finding}]`) : [rule];
  for (const id of ids) Validations.of(construct).acknowledge({ id, reason });
}

/** Accepts that a policy of `construct` names resources by a pattern, with the reason. */
export function acceptPattern(construct: IConstruct, reason: string, ...resources: string[]): void {
  const findings = resources.map((resource) => `Resource::${readable(construct, resource)}`);
  accept(construct, 'AwsSolutions-IAM5', reason, findings);
}

/** A resource in the words of a finding: a reference stands as `<AWS::Region>` or `<LogicalId.Attribute>`, any other token as it is in the template. */
function readable(construct: IConstruct, resource: string): string {
  const resolved: unknown = Stack.of(construct).resolve(resource);
  if (typeof resolved === 'string') return resolved;
  const [, parts] = (resolved as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : nameOf(part))).join('');
}

function nameOf(part: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: string[] };
  const reference = Ref ?? attribute?.join('.');
  return reference === undefined ? JSON.stringify(part) : `<${reference}>`;
}
