/** `cast2gif completion`: scripts that complete command lines in bash, zsh and fish, from the tables. */
import { flagsOf } from '../../options/describe.js';
import { OPTION_ROWS } from '../../options/table.js';
import type { ValueRow } from '../../options/value-row.js';
import { themeNames } from '../../theme/load-theme.js';
import type { RowTable } from '../arguments.js';
import type { RunCommand } from './command.js';
import { COMMON_ROWS, renderRowsOf } from './command-line.js';
import { COMMANDS } from './command-table.js';

/** What completes a value or a word: words, and whether files do. */
interface Candidates {
  readonly words: readonly string[];
  readonly files: boolean;
}

/** An option as the scripts need it. */
interface CompletedOption {
  readonly flags: readonly string[];
  readonly help: string;
  /** Undefined: it takes no value. */
  readonly value: Candidates | undefined;
}

/** A command line to complete; converting has no command's name. */
interface CompletedCommand {
  readonly name?: string;
  readonly help: string;
  readonly options: readonly CompletedOption[];
  readonly operands: Candidates;
}

const SHELLS: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Prints the script for one shell. */
export const runCompletion: RunCommand = async ({ operands }, { console }) => {
  console.print(SHELLS[operands[0]!]!(completedCommands(await themeNames())));
  return 0;
};

function completedCommands(themes: readonly string[]): CompletedCommand[] {
  const optionsOf = (rows: RowTable) => Object.values(rows).flatMap((row) => completedOptions(row, themes));
  const commands = Object.entries(COMMANDS).map(([name, command]): CompletedCommand => {
    const rows = { ...command.options, ...renderRowsOf(command), ...COMMON_ROWS };
    const words = command.operands.flatMap(({ choices = [] }) => choices);
    const files = command.operands.some(({ kind }) => kind === 'path');
    return { name, help: command.help, options: optionsOf(rows), operands: { words, files } };
  });
  const converting = {
    help: 'Convert a recording',
    options: optionsOf(OPTION_ROWS),
    operands: { words: [], files: true },
  };
  return [...commands, converting];
}

function completedOptions(row: ValueRow, themes: readonly string[]): CompletedOption[] {
  if (row.ignored !== undefined) return [];
  const option = { flags: flagsOf(row), help: row.help, value: candidatesOf(row, themes) };
  if (row.negation === undefined) return [option];
  return [option, { flags: [`--${row.negation.flag}`], help: row.help, value: undefined }];
}

function candidatesOf(row: ValueRow, themes: readonly string[]): Candidates | undefined {
  if (row.kind === 'boolean') return undefined;
  const words = row.kind === 'theme' ? themes : (row.choices ?? row.words ?? []);
  return { words, files: ['path', 'program', 'font', 'theme'].includes(row.kind) };
}

function bashScript(commands: readonly CompletedCommand[]): string {
  const named = commands.flatMap(({ name }) => name ?? []);
  const cases = commands.map(({ name, options, operands }) => {
    const values = options.flatMap(({ flags, value }) =>
      value === undefined ? [] : `        ${flags.join('|')}) COMPREPLY=(${bashReply(value)}); return ;;`,
    );
    const flags = options.flatMap((option) => option.flags).join(' ');
    return `    ${name ?? '*'})
      case "$before" in
${values.join('\n')}
        *) ;;
      esac
      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "${flags}" -- "$word"))
      else COMPREPLY=(${bashReply(operands)})
      fi ;;`;
  });
  return `# bash completion for cast2gif: put "source <(cast2gif completion bash)" into ~/.bashrc
_cast2gif() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command=
  (( COMP_CWORD > 1 )) && command="\${COMP_WORDS[1]}"
  case "$command" in
${cases.join('\n')}
  esac
  if [[ $COMP_CWORD == 1 && $word != -* ]]; then COMPREPLY+=($(compgen -W "${named.join(' ')}" -- "$word")); fi
}
complete -o filenames -F _cast2gif cast2gif
`;
}

function bashReply({ words, files }: Candidates): string {
  const wordReply = words.length === 0 ? '' : `$(compgen -W "${words.join(' ')}" -- "$word")`;
  return [wordReply, files ? '$(compgen -f -- "$word")' : ''].filter((part) => part !== '').join(' ');
}

/** Quotes for a single-quoted word of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function zshScript(commands: readonly CompletedCommand[]): string {
  const named = commands.flatMap(({ name, help }) => (name === undefined ? [] : quoted(`${name}:${help}`)));
  const cases = commands.map(({ name, options, operands }) => {
    const specs = options.flatMap(zshSpecs);
    const words = name === undefined ? ["'1:recording:_cast2gif_first'", "'*:output:_files'"] : [zshOperands(operands)];
    return `    ${name ?? '*'})${name === undefined ? '' : '\n      shift words; (( CURRENT-- ))'}
      _arguments \\
${[...specs, ...words.filter((word) => word !== '')].map((spec) => `        ${spec}`).join(' \\\n')} ;;`;
  });
  return `#compdef cast2gif
# zsh completion for cast2gif: put "source <(cast2gif completion zsh)" into ~/.zshrc, after compinit
_cast2gif_first() {
  local -a commands=(${named.join(' ')})
  _describe command commands
  _files
}
_cast2gif() {
  local command=
  (( CURRENT > 2 )) && command=$words[2]
  case $command in
${cases.join('\n')}
  esac
}
compdef _cast2gif cast2gif
`;
}

function zshSpecs({ flags, help, value }: CompletedOption): string[] {
  const note = help.replaceAll(/[[\]:]/g, (mark) => `\\${mark}`);
  return flags.map((flag) => quoted(`*${flag}[${note}]${value === undefined ? '' : `:value:${zshAction(value)}`}`));
}

function zshOperands(operands: Candidates): string {
  return operands.files || operands.words.length > 0 ? quoted(`*:word:${zshAction(operands)}`) : '';
}

function zshAction({ words, files }: Candidates): string {
  if (!files) return words.length === 0 ? ' ' : `(${words.join(' ')})`;
  return words.length === 0 ? '_files' : `{_alternative "words:word:(${words.join(' ')})" "files:file:_files"}`;
}

function fishScript(commands: readonly CompletedCommand[]): string {
  const names = commands.flatMap(({ name }) => name ?? []).join(' ');
  const lines = commands.flatMap(({ name, help, options, operands }) => {
    const condition =
      name === undefined ? `not __fish_seen_subcommand_from ${names}` : `__fish_seen_subcommand_from ${name}`;
    const start = `complete -c cast2gif -n ${quoted(condition)}`;
    const first =
      name === undefined ? [] : [`complete -c cast2gif -n __fish_use_subcommand -a ${name} -d ${quoted(help)}`];
    const words = operands.words.length === 0 ? '' : ` -a ${quoted(operands.words.join(' '))}`;
    const operandLine = name === undefined ? [] : [`${start}${operands.files ? ' -F' : ' -f'}${words}`];
    return [...first, ...operandLine, ...options.map((option) => `${start} ${fishOption(option)}`)];
  });
  return `# fish completion for cast2gif: cast2gif completion fish > ~/.config/fish/completions/cast2gif.fish
${lines.join('\n')}
`;
}

function fishOption({ flags, help, value }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const words = value === undefined || value.words.length === 0 ? '' : ` -a ${quoted(value.words.join(' '))}`;
  const kind = value === undefined ? '' : value.files ? ' -r -F' : ' -x';
  return `${names.join(' ')}${kind}${words} -d ${quoted(help)}`;
}
