/** `cast2gif completion`: scripts that complete command lines in bash, zsh and fish, from the option table. */
import { Cast2gifError } from '../errors.js';
import { flagsOf, shownOptions } from '../options/describe.js';
import { FORMAT_NAMES } from '../options/formats.js';
import type { OptionRow } from '../options/table.js';
import { isText } from '../options/value-row.js';
import { themeNames } from '../theme/load-theme.js';
import type { Console } from './console.js';

/** An option as the scripts need it. */
interface Completable {
  readonly flags: readonly string[];
  readonly help: string;
  /** Words that complete its value; undefined: files; null: it takes no value. */
  readonly values: readonly string[] | undefined | null;
}

/** What each command is for, by its name. */
type Commands = Readonly<Record<string, { readonly help: string }>>;

const SHELLS: Readonly<Record<string, (options: readonly Completable[], commands: Commands) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Prints the script for one shell. */
export async function printCompletion(
  words: readonly string[],
  console: Console,
  usage: string,
  commands: Commands,
): Promise<number> {
  const [shell = '', ...others] = words;
  if (!Object.hasOwn(SHELLS, shell) || others.length > 0) {
    throw new Cast2gifError('usage', `expected: ${usage}`);
  }
  console.print(SHELLS[shell]!(await completables(), commands));
  return 0;
}

async function completables(): Promise<Completable[]> {
  const themes = await themeNames();
  return shownOptions().flatMap(([name, row]): Completable[] => {
    const values = name === 'theme' ? themes : name === 'format' ? FORMAT_NAMES : valuesOf(row);
    const option = { flags: flagsOf(row), help: row.help, values };
    return row.negation ? [option, { flags: [`--${row.negation.flag}`], help: row.help, values: null }] : [option];
  });
}

function valuesOf(row: OptionRow): readonly string[] | undefined | null {
  if (row.kind === 'boolean') return null;
  if (row.kind === 'choice') return row.choices ?? [];
  return isText(row) ? undefined : (row.words ?? []);
}

function bashScript(options: readonly Completable[], commands: Commands): string {
  const cases = options.map(({ flags, values }) => {
    if (values === null) return '';
    const reply = values === undefined ? 'compgen -f -- "$word"' : `compgen -W "${values.join(' ')}" -- "$word"`;
    return `    ${flags.join('|')}) COMPREPLY=($(${reply})); return ;;`;
  });
  const flags = options.flatMap((option) => option.flags).join(' ');
  return `# bash completion for cast2gif: put "source <(cast2gif completion bash)" into ~/.bashrc
_cast2gif() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$before" in
${cases.filter((line) => line !== '').join('\n')}
  esac
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "${flags}" -- "$word"))
  elif [[ $COMP_CWORD == 1 ]]; then COMPREPLY=($(compgen -W "${Object.keys(commands).join(' ')}" -- "$word") $(compgen -f -- "$word"))
  else COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _cast2gif cast2gif
`;
}

/** Quotes for a single-quoted word of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function zshScript(options: readonly Completable[], commands: Commands): string {
  const specs = options.flatMap(({ flags, help, values }) => {
    const note = help.replaceAll(/[[\]:]/g, (mark) => `\\${mark}`);
    const action = values === null ? '' : values === undefined ? ':file:_files' : `:value:(${values.join(' ')})`;
    return flags.map((flag) => `  ${quoted(`*${flag}[${note}]${action}`)} \\`);
  });
  const commandWords = Object.entries(commands).map(([name, { help }]) => quoted(`${name}:${help}`));
  return `#compdef cast2gif
# zsh completion for cast2gif: put "source <(cast2gif completion zsh)" into ~/.zshrc, after compinit
_cast2gif_first() {
  local -a commands=(${commandWords.join(' ')})
  _describe command commands
  _files
}
_cast2gif() {
  _arguments \\
${specs.join('\n')}
  '1:recording:_cast2gif_first' '*:output:_files'
}
compdef _cast2gif cast2gif
`;
}

function fishScript(options: readonly Completable[], commands: Commands): string {
  const lines = options.map(({ flags, help, values }) => {
    const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
    const value = values === null ? '' : values === undefined ? ' -r' : ` -x -a ${quoted(values.join(' '))}`;
    return `complete -c cast2gif ${names.join(' ')}${value} -d ${quoted(help)}`;
  });
  const commandWords = Object.entries(commands).map(
    ([name, { help }]) => `complete -c cast2gif -n __fish_use_subcommand -a ${name} -d ${quoted(help)}`,
  );
  return `# fish completion for cast2gif: cast2gif completion fish > ~/.config/fish/completions/cast2gif.fish
${[...commandWords, ...lines].join('\n')}
`;
}
