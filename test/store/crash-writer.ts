/** A process that writes into a store and says what has been acknowledged, until it is killed. */
import { writeSync } from 'node:fs';
import { openStore } from '#cast2gif/store/open-store.js';

const [folder, name] = process.argv.slice(2);
const store = await openStore(`file:${folder}`);

async function increase(): Promise<void> {
  for (;;) {
    const { bytes, version } = (await store.get('docs/count'))!;
    const next = Buffer.from(String(Number(Buffer.from(bytes).toString()) + 1));
    if (await store.replace('docs/count', next, version)) return;
  }
}

for (let index = 0; ; index++) {
  const key = `written/${name}-${index}`;
  await store.create(key, Buffer.alloc(20_000 + index, key));
  writeSync(1, `${key}\n`);
  await increase();
  writeSync(1, 'count\n');
}
