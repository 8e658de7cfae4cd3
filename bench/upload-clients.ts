/** Many recorders that upload at once, in a process of their own; each line they print is an upload that was taken. */
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { answerOf, upload2, upload3 } from '#test/server/recorder.js';

/** The recording of an upload: some seconds of a small terminal. */
export function castOfUpload(number: number): string {
  const events = Array.from({ length: 50 }, (_, at) => `[${at / 10},"o","upload ${number}, line ${at}\\r\\n"]\n`);
  return `{"version":2,"width":60,"height":12}\n${events.join('')}`;
}

async function run(address: string, uploads: number, clients: number): Promise<void> {
  let next = 0;
  const client = async () => {
    const installId = randomUUID();
    for (let number = next++; number < uploads; number = next++) {
      const upload = number % 2 === 0 ? upload2 : upload3;
      const answer = await upload(address, castOfUpload(number), { installId });
      if (answer.status !== 201) throw new Error(`status ${answer.status}: ${answer.text}`);
      console.log(`${number} ${answerOf(answer).id}`);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  const [address, uploads, clients] = process.argv.slice(2);
  await run(address!, Number(uploads), Number(clients));
}
