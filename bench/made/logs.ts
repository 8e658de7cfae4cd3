/** Logs that scroll through a tall window. */
import { identifier, noun, path, verb, words } from './invented-text.js';
import { ScriptedTerminal, styled } from './scripted-terminal.js';
import { SeededRandom } from './seeded-random.js';

const LEVELS = [
  ['32', 'INFO '],
  ['32', 'INFO '],
  ['34', 'DEBUG'],
  ['35', 'TRACE'],
  ['33', 'WARN '],
  ['1;31', 'ERROR'],
] as const;
const STATUS_COLOURS: Readonly<Record<string, string>> = { 200: '32', 201: '32', 304: '36', 404: '33', 503: '1;31' };

/** Lines in many colours, up to seven of them between two frames. */
export function colouredLogs(): string {
  const random = new SeededRandom(11);
  const terminal = new ScriptedTerminal(107, 56);
  for (let frame = 0; frame < 1085; frame += 1) {
    const lines = Array.from({ length: random.between(1, 7) }, () => colouredLine(random, terminal.timeMs));
    terminal.print(`${lines.join('\r\n')}\r\n`).wait(random.between(34, 90));
  }
  return terminal.toString();
}

function colouredLine(random: SeededRandom, timeMs: number): string {
  if (random.chance(0.25)) return requestLine(random, timeMs);
  const [colour, level] = random.pick(LEVELS);
  const source = styled(`38;5;${random.between(66, 117)}`, `${noun(random)}::${identifier(random)}`);
  const fields = Array.from({ length: random.between(0, 2) }, () => field(random));
  return [clock(timeMs), styled(colour, level), source, words(random, random.between(2, 6)), ...fields].join(' ');
}

function requestLine(random: SeededRandom, timeMs: number): string {
  const status = random.pick(Object.keys(STATUS_COLOURS));
  const request = `${styled('1', random.pick(['GET', 'PUT', 'POST']))} /${noun(random)}/${random.hex(8)}`;
  const took = styled('2', `${random.between(1, 900)} ms`);
  return `${clock(timeMs)} ${styled(STATUS_COLOURS[status]!, status)} ${request} ${styled('36', path(random))} ${took}`;
}

const field = (random: SeededRandom) => `${styled('36', noun(random))}${styled('2', '=')}${random.hex(6)}`;
const clock = (timeMs: number) => styled('2', new Date(timeMs + 36e6).toISOString().slice(11, 23));

/** Lines that take several rows, most of them without colour: compiler calls. */
export function longLines(): string {
  const random = new SeededRandom(12);
  const terminal = new ScriptedTerminal(107, 56);
  for (let frame = 0; frame < 540; frame += 1) {
    const lines = Array.from({ length: random.between(1, 2) }, () => compilerCall(random));
    terminal.print(`${lines.join('\r\n')}\r\n`).wait(random.between(34, 130));
  }
  return terminal.toString();
}

function compilerCall(random: SeededRandom): string {
  if (random.chance(0.1)) return styled('1;35', `warning: ${words(random, 6)} [-W${noun(random)}-${verb(random)}]`);
  const flags = Array.from({ length: random.between(4, 14) }, () => compilerFlag(random));
  const file = path(random);
  return `[${random.between(1, 900)}/900] cc ${flags.join(' ')} -c ${file} -o build/${file}.o`;
}

function compilerFlag(random: SeededRandom): string {
  const name = `${noun(random)}-${noun(random)}`;
  return random.pick([`-Iinclude/${name}`, `-D${name.toUpperCase().replace('-', '_')}=${random.hex(4)}`, `-f${name}`]);
}
