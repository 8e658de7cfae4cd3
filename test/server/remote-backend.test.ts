/** The most telling tests of the server, on Redis and S3; the rest is in test/full. */
import { runOnRedisAndS3 } from './on-redis-and-s3.js';

await runOnRedisAndS3([
  'server/render-route',
  'server/claiming',
  'server/me',
  'server/recording-picture',
  'server/upload-routes',
  'server/oembed-route',
  'server/explore',
  'recordings/sources',
]);
