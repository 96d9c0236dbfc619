import type { Stack } from './template';

interface Permission {
  FunctionName: string;
  Action: string;
  Principal: string;
  SourceArn?: string;
}

/** The resource policies of the template's functions: which AWS service may invoke which, on whose behalf. */
export class InvokePermissions {
  private readonly permissions: Permission[];

  constructor(stack: Stack) {
    this.permissions = stack.of('AWS::Lambda::Permission').map(({ properties }) => properties as unknown as Permission);
  }

  /** True if a permission lets this service invoke the function for this source (a method, an authorizer, a rule). */
  allow(functionArn: string, service: string, sourceArn: string): boolean {
    return this.permissions.some(
      ({ FunctionName, Action, Principal, SourceArn = '*' }) =>
        (FunctionName === functionArn || functionArn.endsWith(`:function:${FunctionName}`)) &&
        ['lambda:InvokeFunction', 'lambda:*'].includes(Action) &&
        Principal === service &&
        wildcard(SourceArn).test(sourceArn),
    );
  }
}

function wildcard(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
}
