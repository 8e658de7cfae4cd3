/** Requests and recordings of those who mean harm. */
import { gzipSync } from 'node:zlib';

/** What has been asked for by a client that means harm; each is answered in order. */
export function hostileRequest(at: number): readonly [path: string, init?: RequestInit] {
  const paths = [`/r/-/-/${'x'.repeat(4000)}.gif`, '/p/..%2f..%2fsecret', '/%', '/jobs/x', '/r/x/y/z.gif'];
  const upload = (body: string | Uint8Array, query = '') => [`/render${query}`, { method: 'POST', body }] as const;
  if (at % 40 === 39) return upload(gzipSync(`{"version":2,"width":80,"height":24}\n[${at},"o",${' '.repeat(6e7)}`));
  if (at % 40 === 29) return upload(`no recording ${at}`);
  if (at % 10 === 7) return upload('{}', `?format=gif&no-such-option=${at}`);
  if (at % 10 === 5) return ['/health', { headers: { 'x-filler': 'x'.repeat(20_000) } }];
  return [paths[at % paths.length]!];
}

/** Recordings that cost far more than they weigh, on terminals whose pictures are as large as the bounds let them be. */
export function ownBombs(): (readonly [name: string, body: string | Uint8Array])[] {
  const head = '{"version":2,"width":200,"height":80}\n';
  const event = (at: number, text: string) => `[${at / 50},"o",${JSON.stringify(text)}]\n`;
  const repeat = (count: number, text: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => event(at, text(at))).join('');
  const noise = (at: number) =>
    Array.from({ length: 200 }, (_, x) => `\x1b[38;2;${(x * at) % 256};${(x * 7) % 256};${at % 256}m#`).join('');
  return [
    ['60 MB of blanks in gzip', gzipSync(`${head}[0,"o","${' '.repeat(6e7)}`)],
    ['200,000 events', head + repeat(199_000, (at) => `\r${at}`)],
    [
      'scrolling margins',
      `${head}${event(0, '\x1b[?69h\x1b[2;199s\x1b[2;79r\x1b[79;9H')}${repeat(100_000, () => '\n'.repeat(20))}`,
    ],
    ['inverted screens', head + repeat(190_000, (at) => `\x1b[?5${at % 2 === 0 ? 'h' : 'l'}`)],
    ['noise in all colours', head + repeat(900, (at) => `\x1b[${(at % 80) + 1}H${noise(at)}`)],
  ];
}
