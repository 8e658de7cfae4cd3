/** Runs test files again whose servers keep everything in Redis and S3: only two settings change. */
import { after, test } from 'node:test';
import { startRedis, withoutRedis } from '../jobs/redis.js';
import { startMoto, withoutMoto } from '../store/moto.js';

/** @param files paths below the folder of the tests */
export async function runOnRedisAndS3(files: readonly string[]): Promise<void> {
  const without = withoutRedis || withoutMoto;
  if (without) {
    test('servers on Redis and S3', { skip: without }, () => {});
    return;
  }
  const [redis, moto] = await Promise.all([startRedis(), startMoto()]);
  after(() => Promise.all([redis.remove(), moto.stop()]));
  await moto.makeBucket('tests');
  Object.assign(process.env, moto.environment, {
    CAST2GIF_TEST_QUEUE: redis.address,
    CAST2GIF_TEST_STORE: 's3://tests',
  });
  for (const file of files) await import(`../${file}.test.js`);
}
