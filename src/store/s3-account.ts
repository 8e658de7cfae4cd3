/** Where a bucket is and who asks, from the variables that other programs of S3 read too. */
import { Cast2gifError } from '../errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A bucket, and the credentials to use it with. */
export interface S3Account {
  readonly bucket: string;
  /** What every key begins with: empty, or with a slash at its end. */
  readonly prefix: string;
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

/** @throws Cast2gifError `usage` for an address that is not `s3://BUCKET` or `s3://BUCKET/PREFIX`, or without credentials */
export function s3AccountOf(address: string, environment: Environment): S3Account {
  const { bucket, prefix = '' } =
    /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(?<prefix>[a-z0-9/_-]*))?$/.exec(address)?.groups ?? {};
  if (bucket === undefined) {
    throw new Cast2gifError('usage', 'expected s3://BUCKET or s3://BUCKET/PREFIX, in lower case');
  }
  const accessKeyId = environment.AWS_ACCESS_KEY_ID;
  const secretAccessKey = environment.AWS_SECRET_ACCESS_KEY;
  if (!accessKeyId || !secretAccessKey) {
    throw new Cast2gifError('usage', `s3://${bucket} needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to be set`);
  }
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || 'us-east-1';
  return {
    ...{ bucket, region, accessKeyId, secretAccessKey },
    prefix: prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`,
    endpoint: endpointOf(environment, region),
    sessionToken: environment.AWS_SESSION_TOKEN || undefined,
  };
}

function endpointOf(environment: Environment, region: string): string {
  const given = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL;
  if (!given) return `https://s3.${region}.amazonaws.com`;
  if (!URL.canParse(given) || !/^https?:/.test(given)) {
    throw new Cast2gifError('usage', 'expected an address such as https://s3.example.com', {
      label: 'AWS_ENDPOINT_URL',
    });
  }
  return given.replace(/\/+$/, '');
}
