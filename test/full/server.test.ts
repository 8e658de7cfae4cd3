/** The tests of the server on Redis and S3, as far as they are not run so by test/server. */
import { runOnRedisAndS3 } from '../server/on-redis-and-s3.js';

await runOnRedisAndS3([
  'server/recordings/embedding',
  'server/hostile',
  'server/load',
  'server/pages/page-files',
  'server/pictures/remote-route',
  'server/uploads/upload-crash',
]);
