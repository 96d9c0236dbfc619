import { createHash } from 'node:crypto';
import { NotUnderstood, noValue, resolve, type Scope } from './intrinsics';
import { type Place, type ResourceType, resourceTypes } from './resource-types';

/** One resource of the stack, with every intrinsic function replaced by its value. */
export interface Resource {
  logicalId: string;
  type: string;
  /** The physical name or id, the same at every start. */
  name: string;
  arn: string;
  properties: Record<string, unknown>;
}

/** The parts of a CloudFormation template that the local system acts on. */
export interface Template {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown>; Condition?: string }>;
  Parameters?: Record<string, Parameter>;
  Conditions?: Record<string, unknown>;
  Outputs?: Record<string, { Value: unknown; Condition?: string }>;
}

interface Parameter {
  Type: string;
  Default?: string;
  AllowedPattern?: string;
  AllowedValues?: string[];
  MinLength?: number;
  MaxLength?: number;
  ConstraintDescription?: string;
}

const attributesOfResource = ['Type', 'Properties', 'Condition'];
const attributesInert = ['DependsOn', 'Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'];

/** Throws NotUnderstood for members that are not among the known ones. */
export function refuseUnknown(what: string, found: object, known: readonly string[]): void {
  const unknown = Object.keys(found).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new NotUnderstood(`${what} ${unknown.join(', ')}`);
}

function checkParameter(name: string, rule: Parameter, given: string | undefined): string | undefined {
  // A parameter of this type names an entry of the parameter store; CDK's bootstrap check is its one use, and nothing refers to it.
  if (rule.Type.startsWith('AWS::SSM::')) return undefined;
  const value = given ?? rule.Default;
  const refuse = (why: string) =>
    new Error(`the parameter ${name} is ${JSON.stringify(value)}: ${rule.ConstraintDescription ?? why}`);
  if (rule.Type !== 'String' && rule.Type !== 'Number')
    throw new NotUnderstood(`the type ${rule.Type} of the parameter ${name}`);
  if (value === undefined) throw new Error(`the parameter ${name} has no value and no default`);
  if (rule.Type === 'Number' && Number.isNaN(Number(value))) throw refuse('it must be a number');
  if (rule.AllowedValues && !rule.AllowedValues.map(String).includes(String(value))) {
    throw refuse(`it must be one of ${rule.AllowedValues.join(', ')}`);
  }
  if (rule.AllowedPattern && !new RegExp(`^(?:${rule.AllowedPattern})$`).test(value)) {
    throw refuse(`it must match ${rule.AllowedPattern}`);
  }
  if (value.length < (rule.MinLength ?? 0)) throw refuse(`it must have at least ${rule.MinLength} characters`);
  if (value.length > (rule.MaxLength ?? Infinity)) throw refuse(`it may have at most ${rule.MaxLength} characters`);
  return String(value);
}

/** Gives every resource of a template its name, its ARN and its properties; the names are the same at every start. */
export class Resolution implements Scope {
  private readonly names = new Map<string, string>();
  private readonly parameters = new Map<string, string | undefined>();
  private readonly pseudo: Record<string, unknown>;
  private readonly pending = new Set<string>();

  constructor(
    private readonly stackName: string,
    private readonly template: Template,
    given: Record<string, string>,
    private readonly place: Place,
  ) {
    for (const [name, rule] of Object.entries(template.Parameters ?? {})) {
      this.parameters.set(name, checkParameter(name, rule, given[name]));
    }
    const unknown = Object.keys(given).filter((name) => !this.parameters.has(name));
    if (unknown.length > 0) throw new Error(`the template has no parameter ${unknown.join(', ')}`);
    this.pseudo = {
      'AWS::AccountId': place.account,
      'AWS::Region': place.region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': stackId(stackName, place),
      'AWS::NoValue': noValue,
    };
  }

  typeOf(logicalId: string): ResourceType {
    const type = this.template.Resources[logicalId]?.Type;
    if (type === undefined) throw new NotUnderstood(`the resource ${logicalId}`);
    const known = resourceTypes[type];
    if (!known) throw new NotUnderstood(`the resource type ${type}`);
    return known;
  }

  private rawProperties(logicalId: string): Record<string, unknown> {
    return this.template.Resources[logicalId]?.Properties ?? {};
  }

  name(logicalId: string): string {
    const known = this.names.get(logicalId);
    if (known !== undefined) return known;
    const type = this.typeOf(logicalId);
    const hash = createHash('sha256').update(`${this.stackName}/${logicalId}`).digest('hex');
    const given = type.name === undefined ? undefined : this.rawProperties(logicalId)[type.name];
    let name = `${this.stackName}-${logicalId}`;
    if (given !== undefined) name = String(this.once(logicalId, () => resolve(given, this)));
    else if (type.idLength) name = hash.slice(0, type.idLength);
    else if (name.length > (type.longest ?? 255))
      name = `${name.slice(0, (type.longest ?? 255) - 9)}-${hash.slice(0, 8)}`;
    this.names.set(logicalId, name);
    return name;
  }

  /** Resolves something that must not need itself; a circle would otherwise never end. */
  private once<T>(key: string, work: () => T): T {
    if (this.pending.has(key)) throw new Error(`${key} refers to itself`);
    this.pending.add(key);
    try {
      return work();
    } finally {
      this.pending.delete(key);
    }
  }

  /** The properties that names and ARNs are made of. */
  private naming(logicalId: string): Record<string, unknown> {
    const { EventBusName, Path } = this.rawProperties(logicalId);
    return resolve({ ...(EventBusName ? { EventBusName } : {}), ...(Path ? { Path } : {}) }, this) as Record<
      string,
      unknown
    >;
  }

  arn(logicalId: string): string {
    return this.typeOf(logicalId).arn?.(this.place, this.name(logicalId), this.naming(logicalId)) ?? '';
  }

  ref(id: string): unknown {
    if (Object.hasOwn(this.pseudo, id)) return this.pseudo[id];
    if (this.parameters.has(id)) {
      const value = this.parameters.get(id);
      if (value === undefined) throw new NotUnderstood(`the value of parameter ${id}`);
      return value;
    }
    const type = this.typeOf(id);
    return type.ref?.(this.place, this.name(id), this.arn(id), this.naming(id)) ?? this.name(id);
  }

  attribute(id: string, attribute: string): unknown {
    const arn = this.arn(id);
    if (attribute === 'Arn' && arn) return arn;
    const value = this.typeOf(id).attributes?.[attribute]?.(this.place, this.name(id), arn);
    if (value === undefined) throw new NotUnderstood(`the attribute ${attribute} of ${id}`);
    return value;
  }

  condition(name: string): boolean {
    const condition = this.template.Conditions?.[name];
    if (condition === undefined) throw new NotUnderstood(`the condition ${name}`);
    return this.once(`condition ${name}`, () => resolve(condition, this)) === true;
  }

  resource(logicalId: string): Resource {
    const raw = this.template.Resources[logicalId] ?? { Type: '' };
    const known = this.typeOf(logicalId);
    refuseUnknown('the resource attribute', raw, [...attributesOfResource, ...attributesInert]);
    const properties = resolve(raw.Properties ?? {}, this) as Record<string, unknown>;
    refuseUnknown(`${raw.Type}'s property`, properties, [...known.honoured, ...(known.inert ?? [])]);
    return { logicalId, type: raw.Type, name: this.name(logicalId), arn: this.arn(logicalId), properties };
  }
}

/** The id of a stack, with a UUID that is the same at every start. */
function stackId(stackName: string, { account, region }: Place): string {
  const hash = createHash('sha256').update(`${account}/${region}/${stackName}`).digest('hex');
  const uuid = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ];
  return `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/${uuid.join('-')}`;
}
