/** Text that is generated from the option table; scripts/generate-options.mjs puts it into its files. */
import { defaultText, flagsOf, placeholder, shownOptions, valuesText } from './describe.js';
import { OPTION_GROUPS, OPTION_ROWS, type OptionRow, RENDER_OPTION_NAMES } from './table.js';

const README_START = '<!-- options -->';
const README_END = '<!-- /options -->';

/** README's option tables, one a group. */
function optionsMarkdown(): string {
  const blocks = Object.entries(OPTION_GROUPS).map(([group, heading]) => {
    const rows = shownOptions()
      .filter(([, row]) => row.group === group)
      .map(([, row]) => markdownRow(row));
    return [`**${heading}**`, '', '| option | default | values | |', '|---|---|---|---|', ...rows].join('\n');
  });
  return blocks.join('\n\n');
}

function markdownRow(row: OptionRow): string {
  const value = placeholder(row) === '' ? '' : ` ${placeholder(row)}`;
  const flags = flagsOf(row).map((flag, index, all) => `\`${flag}${index === all.length - 1 ? value : ''}\``);
  if (row.negation) flags.push(`\`--${row.negation.flag}\``);
  const cells = [
    flags.join(', '),
    defaultText(row) || (row.kind === 'boolean' ? (row.default === true ? 'on' : 'off') : '–'),
    valuesText(row),
  ];
  return `| ${[...cells, row.help].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/**
 * README's text with the block between its two markers replaced.
 * @throws Error if a marker is missing
 */
export function readmeWithOptions(readme: string): string {
  const start = readme.indexOf(README_START);
  const end = readme.indexOf(README_END);
  if (start < 0 || end < start) throw new Error(`README.md lacks ${README_START} or ${README_END}`);
  return `${readme.slice(0, start + README_START.length)}\n\n${optionsMarkdown()}\n\n${readme.slice(end)}`;
}

/** Source text of src/options/render-options.ts: the library's options as an interface editors can explain. */
export function renderOptionsSource(): string {
  const fields = RENDER_OPTION_NAMES.map((name) => {
    const row = OPTION_ROWS[name];
    return `  /** ${fieldComment(row)} */\n  ${name}?: ${fieldType(row)} | undefined;\n`;
  });
  return `/** Generated from src/options/table.ts by \`npm run generate\`: do not edit. */

/** How a recording is rendered; all fields are optional. */
export interface RenderOptions {
${fields.join('')}}
`;
}

function fieldComment(row: OptionRow): string {
  const { synonyms: _, ...typed } = row; // the library takes none
  const facts =
    row.kind === 'choice' ? '' : [row.unit && `in ${row.unit}`, valuesText(typed)].filter(Boolean).join(', ');
  const byDefault = row.kind === 'boolean' ? String(row.default === true) : defaultText(row);
  return `${row.help}${facts && ` (${facts})`}.${byDefault && ` Default: ${byDefault}.`}`;
}

function fieldType(row: OptionRow): string {
  const quoted = (words: readonly string[] = []) => words.map((word) => `'${word}'`);
  if (row.kind === 'boolean') return 'boolean';
  if (row.kind === 'text') return 'string';
  if (row.kind === 'list') return 'readonly string[]';
  if (row.kind === 'choice') return quoted(row.choices).join(' | ');
  return ['number', ...quoted(row.words)].join(' | ');
}
