/** The most telling tests of the server, on Redis and S3; the rest is in test/full. */
import { runOnRedisAndS3 } from './on-redis-and-s3.js';

await runOnRedisAndS3([
  'server/pictures/render-route',
  'server/accounts/claiming',
  'server/accounts/me',
  'server/recordings/recording-picture',
  'server/uploads/upload-routes',
  'server/recordings/oembed-route',
  'server/recordings/explore',
  'recordings/sources',
]);
