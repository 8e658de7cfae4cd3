/** A worker on another machine, as far as the network goes, that is cut off from Redis, the store and everybody else. */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { afterTest } from '../../clean-up.js';
import { withoutRedis } from '../../jobs/redis.js';
import { startMoto, withoutMoto } from '../../store/moto.js';
import { castOf } from '../cast-of.js';
import { assertEachEndedOnce, fleet, promisedJob } from '../fleet.js';
import { startWorkerProcess } from '../worker-processes.js';

/** Hardware addresses that nobody has. */
const NOBODY = ['02:00:00:00:00:01', '02:00:00:00:00:02'] as const;

function ip(words: string): boolean {
  return spawnSync('ip', words.split(' '), { stdio: 'ignore' }).status === 0;
}

/** A network of two: this machine, and a namespace that stands for another one. */
class Cable {
  readonly #name = `c2g${randomInt(16 ** 6).toString(16)}`;
  readonly #network = `10.${randomInt(128, 250)}.${randomInt(250)}`;
  /** The address of this machine. */
  readonly here = `${this.#network}.1`;
  readonly #there = `${this.#network}.2`;
  /** What starts a program on the other machine. */
  readonly through = ['ip', 'netns', 'exec', this.#name];

  /** Resolves to whether this system allows it. */
  lay(): boolean {
    const [near, far, other] = [`${this.#name}h`, `${this.#name}t`, this.#name];
    return [
      `netns add ${other}`,
      `link add ${near} type veth peer name ${far} netns ${other}`,
      `addr add ${this.here}/24 dev ${near}`,
      `link set ${near} up`,
      `-n ${other} addr add ${this.#there}/24 dev ${far}`,
      `-n ${other} link set ${far} up`,
      `-n ${other} link set lo up`,
    ].every(ip);
  }

  /** From now on packets vanish, and nobody is told. */
  cut(): void {
    ip(`neigh replace ${this.#there} lladdr ${NOBODY[0]} nud permanent dev ${this.#name}h`);
    ip(`-n ${this.#name} neigh replace ${this.here} lladdr ${NOBODY[1]} nud permanent dev ${this.#name}t`);
  }

  mend(): void {
    ip(`neigh del ${this.#there} dev ${this.#name}h`);
    ip(`-n ${this.#name} neigh del ${this.here} dev ${this.#name}t`);
  }

  remove(): void {
    ip(`link del ${this.#name}h`);
    ip(`netns del ${this.#name}`);
  }
}

function withoutNamespaces(): string | false {
  const cable = new Cable();
  try {
    return cable.lay() ? false : 'network namespaces need iproute2 and the rights of the superuser';
  } finally {
    cable.remove();
  }
}

function cableFor(context: TestContext): Cable {
  const cable = new Cable();
  afterTest(context, () => cable.remove());
  cable.lay();
  return cable;
}

const without = withoutRedis || withoutMoto || withoutNamespaces();

test('a worker that is cut off: others do its jobs, and it comes back unaided', { skip: without }, async (context) => {
  const cable = cableFor(context);
  const moto = await startMoto(cable.here);
  afterTest(context, () => moto.stop());
  Object.assign(process.env, moto.environment);
  const { redis, server, shared, words } = await fleet(context, moto, {}, cable.here);
  const far = await startWorkerProcess(context, words, { through: cable.through });
  // It has something to do, or waits for it, when the cable is cut.
  const jobs = await Promise.all([1, 2, 3, 4, 5, 6].map((at) => promisedJob(server, castOf(`cut off ${at}`))));
  cable.cut();
  // What it was connected to is not there any more.
  await redis.kill();
  await redis.start();
  const near = await startWorkerProcess(context, words);
  jobs.push(await promisedJob(server, castOf('meanwhile')));
  await assertEachEndedOnce(server, shared.store, jobs);
  near.process.kill('SIGTERM');
  await near.ended;
  cable.mend();
  jobs.push(await promisedJob(server, castOf('far away again')));
  await assertEachEndedOnce(server, shared.store, jobs);
  far.process.kill('SIGTERM');
  await far.ended;
});
