import { Construct } from 'constructs';
import { textParameter } from './text-parameter';

const host = '[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*';
const origin = `(https://${host}(:[0-9]+)?|http://(localhost|127\\.0\\.0\\.1)(:[0-9]+)?)`;

/** What a deployment is told of the edge of its API, and of the key that its data is encrypted with. All may be empty. */
export class EdgeSettings extends Construct {
  /** The origins whose pages may call the API, comma separated. */
  readonly corsOrigins: string;
  /** The name under which the API is to be reached, with the certificate for it and the path below it. */
  readonly domainName: string;
  readonly certificateArn: string;
  readonly basePath: string;
  /** Whether the address that API Gateway gives answers beside that name, `open` or `closed`. */
  readonly defaultEndpoint: string;
  readonly webAclArn: string;
  readonly keyArn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.corsOrigins = textParameter(
      this,
      'CorsOrigins',
      `^(${origin}(\\s*,\\s*${origin})*)?$`,
      'The origins whose pages may call the API, such as https://console.example.com, comma separated; empty for none',
      '',
    );
    this.domainName = textParameter(
      this,
      'DomainName',
      `^(${host}\\.[a-z]{2,})?$`,
      "A name of your own for the API, such as sources.example.com; empty for API Gateway's alone",
      '',
    );
    this.certificateArn = textParameter(
      this,
      'DomainCertificateArn',
      '^(arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/[a-f0-9-]+)?$',
      'The certificate of that name, in the Certificate Manager of this Region; needed with DomainName',
      '',
    );
    this.basePath = textParameter(
      this,
      'DomainBasePath',
      "^[A-Za-z0-9$_.+!*'()-]{0,300}$",
      'The path below that name under which the API is; empty for its root',
      '',
    );
    this.defaultEndpoint = textParameter(
      this,
      'DefaultEndpoint',
      '^(open|closed)$',
      "Whether API Gateway's own address of the API answers, where there is a DomainName",
      'open',
    );
    this.webAclArn = textParameter(
      this,
      'WebAclArn',
      '^(arn:[a-z-]+:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/[^/]+/[a-f0-9-]+)?$',
      'A regional web ACL of AWS WAF in front of the API; empty for none',
      '',
    );
    this.keyArn = textParameter(
      this,
      'KmsKeyArn',
      '^(arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[a-zA-Z0-9-]+)?$',
      'A KMS key of this Region that encrypts the table, the queue and the logs; empty for keys that AWS owns',
      '',
    );
  }
}
