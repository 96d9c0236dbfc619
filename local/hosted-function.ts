import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { ExecutionEnvironment } from './execution-environment';
import type { FunctionThread } from './function-thread';
import { accessKeyOf } from './principals';
import type { Resource, Stack } from './template';

/** What the environments of functions are given from outside the template. */
export interface EnvironmentOptions {
  /** Where the functions find AWS. */
  endpointUrl: string;
  /** One log file a function is written here. */
  logFolder: string;
  /** The compiled code of each function is kept here, so that the next start loads it in half the time; not kept if absent. */
  codeFolder?: string;
  /** Shows the logs on stderr too. */
  verbose?: boolean;
}

/** A function as its template describes it: makes its execution environments, and keeps its log. */
export class HostedFunction {
  private opened: Writable | undefined;

  constructor(
    readonly resource: Resource,
    private readonly stack: Stack,
    private readonly options: EnvironmentOptions,
  ) {}

  /** Begins to load the bundle in this thread. */
  environment(thread: FunctionThread): ExecutionEnvironment {
    const { name, properties } = this.resource;
    const code = properties.Code as { S3Key: string };
    const [module = 'index', exported = 'handler'] = String(properties.Handler).split('.');
    return new ExecutionEnvironment(thread, {
      file: join(this.stack.assetFolder(code.S3Key), `${module}.js`),
      exported,
      codeFile: this.options.codeFolder && join(this.options.codeFolder, name),
      env: this.variables(),
      log: this.log,
    });
  }

  /** What all environments print. */
  get log(): Writable {
    if (!this.opened) {
      this.opened = new PassThrough();
      this.opened.pipe(createWriteStream(join(this.options.logFolder, `${this.resource.name}.log`), { flags: 'a' }));
      if (this.options.verbose) this.opened.pipe(process.stderr, { end: false });
    }
    return this.opened;
  }

  /** Ends the log. */
  close(): void {
    this.opened?.end();
  }

  private variables(): Record<string, string> {
    const { name, properties } = this.resource;
    const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, string> };
    return {
      TZ: 'UTC',
      AWS_REGION: this.stack.region,
      AWS_DEFAULT_REGION: this.stack.region,
      AWS_ENDPOINT_URL: this.options.endpointUrl,
      AWS_ACCESS_KEY_ID: accessKeyOf(name),
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize ?? 128),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...Variables,
    };
  }
}
