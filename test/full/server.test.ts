/** The tests of the server on Redis and S3, as far as they are not run so by test/server. */
import { runOnRedisAndS3 } from '../server/on-redis-and-s3.js';

await runOnRedisAndS3([
  'server/embedding',
  'server/hostile',
  'server/load',
  'server/page-files',
  'server/remote-route',
  'server/upload-crash',
]);
