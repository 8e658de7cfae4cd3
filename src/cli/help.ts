/** The text of --help, from the option table. */
import { EXIT_STATUSES } from '../errors.js';
import { defaultText, placeholder, shownOptions } from '../options/describe.js';
import { FORMAT_NAMES, FORMATS } from '../options/formats.js';
import { OPTION_GROUPS, type OptionRow } from '../options/table.js';
import { COMMANDS } from './commands.js';

const FLAG_COLUMNS = 30;

/** The whole of --help, for a terminal so many columns wide. */
export function helpText(columns: number): string {
  const width = Math.max(60, Math.min(columns, 110));
  const commands = Object.entries(COMMANDS).map(([name, { usage, help }]) =>
    twoColumns(`cast2gif ${name} ${usage}`, help, width),
  );
  const formats = FORMAT_NAMES.map((name) =>
    twoColumns(FORMATS[name].extensions.map((extension) => `.${extension}`).join(', '), FORMATS[name].help, width),
  );
  return [
    'Usage: cast2gif [options] <input> <output>...',
    'Turns a terminal recording (asciicast) into a GIF and other formats.',
    '',
    wrap('<input> is a file, - for standard input, or an http(s) address, asciinema pages too.', 2, width),
    wrap('<output> is a file, whose extension says the format, or - for standard output.', 2, width),
    '',
    'Formats',
    ...formats,
    ...Object.entries(OPTION_GROUPS).flatMap(([group, heading]) => ['', heading, ...optionLines(group, width)]),
    '',
    'Commands',
    ...commands,
    '',
    'Exit status',
    ...EXIT_STATUSES.map(([status, meaning]) => twoColumns(status, meaning, width)),
    '',
  ].join('\n');
}

function optionLines(group: string, width: number): string[] {
  return shownOptions()
    .filter(([, row]) => row.group === group)
    .map(([, row]) => twoColumns(flagText(row), explanation(row), width));
}

/** `-s, --speed N`; an option without a short form is set where the long forms of the others stand. */
function flagText(row: OptionRow): string {
  const short = row.aliases?.find((alias) => alias.length === 1);
  const flag = `${short === undefined ? '    ' : `-${short}, `}--${row.flag} ${placeholder(row)}`.trimEnd();
  return row.negation ? `${flag}, --${row.negation.flag}` : flag;
}

function explanation(row: OptionRow): string {
  const choices = row.kind === 'choice' ? `: ${row.choices?.join(', ')}` : '';
  const byDefault = defaultText(row);
  return `${row.help}${choices}${byDefault && ` [${byDefault}]`}`;
}

function twoColumns(left: string, right: string, width: number): string {
  const indent = FLAG_COLUMNS + 2;
  const text = wrap(right, indent, width);
  if (left.length + 2 >= indent) return `  ${left}\n${text}`;
  return `  ${left}`.padEnd(indent) + text.trimStart();
}

/** Breaks a text into lines of at most `width`, each indented. */
function wrap(text: string, indent: number, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => ' '.repeat(indent) + each).join('\n');
}
