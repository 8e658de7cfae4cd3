/** The generated part of docs/cli.md: every command and exit status. scripts/generate-options.mjs writes it there. */
import { EXIT_STATUSES } from '../errors.js';
import { defaultText, flagsOf, placeholder, valuesText } from '../options/describe.js';
import { tableLine } from '../options/generate.js';
import type { ValueRow } from '../options/value-row.js';
import type { Command } from './commands/command.js';
import { usageOf } from './commands/command-line.js';
import { COMMANDS } from './commands/command-table.js';

/** Sections for the commands, then the exit statuses. */
export function commandsMarkdown(): string {
  const statuses = EXIT_STATUSES.map(([status, meaning]) => tableLine([status, meaning]));
  const sections = [
    ...Object.entries(COMMANDS).map(([name, command]) => commandSection(name, command)),
    ['## Exit statuses', '', tableLine(['status', 'meaning']), '|---|---|', ...statuses],
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

function commandSection(name: string, command: Command): string[] {
  const lines = [`## \`${usageOf(name, command)}\``, '', `${command.help}.`];
  if (command.renderOptions === 'all') lines.push('', 'Takes the [options of a conversion](options.md) too.');
  if (command.renderOptions === 'request')
    lines.push('', 'Takes the [options](options.md) that a request may set, too.');
  const rows = Object.values(command.options);
  if ('printSettings' in command.options) lines.push('', `\`cast2gif ${name} --help\` lists its settings.`);
  else if (rows.length > 0)
    lines.push('', '| option | default | values | |', '|---|---|---|---|', ...rows.map(optionLine));
  return lines;
}

function optionLine(row: ValueRow): string {
  const value = placeholder(row) === '' ? '' : ` ${placeholder(row)}`;
  return tableLine([`\`${flagsOf(row).join(', ')}${value}\``, defaultText(row), valuesText(row), row.help]);
}
