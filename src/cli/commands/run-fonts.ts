/** `cast2gif fonts`: what fonts are bundled. */
import { readFile } from 'node:fs/promises';
import type { RunCommand } from './command.js';
import type { FONTS } from './fonts.js';

/** What this command reads of fonts/fonts.json. */
interface FontFamily {
  readonly family: string;
  readonly role: string;
  readonly licence: string;
  readonly package?: string;
  readonly version?: string;
  readonly faces: readonly { readonly style: string }[];
}

/** Lists the bundled families in the order they are tried; `--json` for programs. */
export const runFonts: RunCommand<typeof FONTS.options> = async ({ options }, { console }) => {
  const text = await readFile(new URL('../../../fonts/fonts.json', import.meta.url), 'utf8');
  const { families } = JSON.parse(text) as { families: readonly FontFamily[] };
  if (options.json) {
    const facts = families.map(({ family, role, licence, faces }) => {
      return { family, role, licence, styles: faces.map(({ style }) => style) };
    });
    console.print(`${JSON.stringify(facts, null, 2)}\n`);
    return 0;
  }
  const width = (pick: (family: FontFamily) => string) => Math.max(...families.map((each) => pick(each).length)) + 2;
  const [names, roles] = [width(({ family }) => family), width(({ role }) => role)];
  const licences = width(({ licence }) => licence);
  for (const { family, role, licence, faces } of families) {
    const styles = faces.map(({ style }) => style).join(', ');
    console.print(`${family.padEnd(names)}${role.padEnd(roles)}${licence.padEnd(licences)}${styles}\n`);
  }
  return 0;
};
