/** The text of --help, from the tables of options, formats and commands. */
import { EXIT_STATUSES } from '../errors.js';
import { defaultText, placeholder, shownOptions } from '../options/describe.js';
import { FORMAT_NAMES, FORMATS } from '../options/formats.js';
import { OPTION_GROUPS } from '../options/table.js';
import type { ValueRow } from '../options/value-row.js';
import type { Command } from './commands/command.js';
import { COMMON_ROWS, usageOf } from './commands/command-line.js';
import { COMMANDS } from './commands/command-table.js';

const LEFT_COLUMNS = 30;

/** The whole of --help, for a terminal of that width. */
export function helpText(columns: number): string {
  const width = widthFor(columns);
  const formats = FORMAT_NAMES.map((name) =>
    twoColumns(FORMATS[name].extensions.map((extension) => `.${extension}`).join(', '), FORMATS[name].help, width),
  );
  return [
    'Usage: cast2gif [OPTIONS] RECORDING OUTPUT...',
    '       cast2gif COMMAND ...',
    '',
    'Convert a terminal recording (asciicast) to GIF and other formats.',
    '',
    wrap(
      'RECORDING is a file, - for standard input, or an http(s) URL, such as that of a page on asciinema.org.',
      2,
      width,
    ),
    wrap('OUTPUT is a file, whose extension decides the format, or - for standard output.', 2, width),
    '',
    'Formats',
    ...formats,
    ...Object.entries(OPTION_GROUPS).flatMap(([group, heading]) => ['', heading, ...groupLines(group, width)]),
    '',
    'Commands ("cast2gif COMMAND --help" explains one)',
    ...Object.entries(COMMANDS).map(([name, { help }]) => twoColumns(name, help, width)),
    '',
    'Exit status',
    ...EXIT_STATUSES.map(([status, meaning]) => twoColumns(status, meaning, width)),
    '',
  ].join('\n');
}

/** The --help of one command. */
export function commandHelpText(name: string, command: Command, columns: number): string {
  const width = widthFor(columns);
  const render = {
    all: 'It also takes the options of a conversion, which "cast2gif --help" lists.',
    request: 'It also takes the options of a conversion that a request may set, which docs/options.md lists.',
  };
  return [
    `Usage: ${usageOf(name, command)}`,
    '',
    wrap(`${command.help}.`, 0, width),
    ...(command.renderOptions === undefined ? [] : [wrap(render[command.renderOptions], 0, width)]),
    '',
    ...optionLines(command, width),
    '',
  ].join('\n');
}

/** Options below the headings of their groups; those without a group come last. */
function optionLines({ options, groups = {} }: Command, width: number): string[] {
  const own = Object.entries(options);
  const inGroups = new Set(Object.values(groups).flatMap((rows) => Object.keys(rows)));
  const others = own.filter(([name]) => !inGroups.has(name)).map(([, row]) => row);
  return [
    ...Object.entries(groups).flatMap(([heading, rows]) => {
      const below = own.filter(([name]) => name in rows).map(([, row]) => optionLine(row, width));
      return [heading, ...below, ''];
    }),
    'Options',
    ...[...others, ...Object.values(COMMON_ROWS)].map((row) => optionLine(row, width)),
  ];
}

function widthFor(columns: number): number {
  return Math.max(60, Math.min(columns, 110));
}

function groupLines(group: string, width: number): string[] {
  return shownOptions()
    .filter(([, row]) => row.group === group)
    .map(([, row]) => optionLine(row, width));
}

function optionLine(row: ValueRow, width: number): string {
  return twoColumns(flagText(row), explanation(row), width);
}

/** `-s, --speed N`; an option without a short form is set where the long forms of the others stand. */
function flagText(row: ValueRow): string {
  const short = row.aliases?.find((alias) => alias.length === 1);
  const flag = `${short === undefined ? '    ' : `-${short}, `}--${row.flag} ${placeholder(row)}`.trimEnd();
  return row.negation ? `${flag}, --${row.negation.flag}` : flag;
}

function explanation(row: ValueRow): string {
  const choices = row.kind === 'choice' ? `: ${row.choices?.join(', ')}` : '';
  const byDefault = defaultText(row);
  return `${row.help}${choices}${byDefault && ` [${byDefault}]`}`;
}

function twoColumns(left: string, right: string, width: number): string {
  const indent = LEFT_COLUMNS + 2;
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
