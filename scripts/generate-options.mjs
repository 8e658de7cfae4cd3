// Writes what follows from the tables of options, errors and commands to the files that hold it as text: the interface
// RenderOptions in src/options/render-options.ts, docs/options.md, docs/errors.md, parts of docs/cli.md and docs/serving.md, the schema of
// configuration files, and action.yml. `npm run generate` runs it; a test fails when one of them is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commandsMarkdown } from '../dist/cli/commands-page.js';
import { actionYaml } from '../dist/options/action-file.js';
import { CONFIG_SCHEMA_PATH, configSchemaText } from '../dist/options/config-schema.js';
import { errorsMarkdown, optionsMarkdown, renderOptionsSource } from '../dist/options/generate.js';
import { SERVE_GROUPS } from '../dist/options/service-settings.js';
import { groupsMarkdown } from '../dist/options/settings.js';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** Replaces what is between the comments that mark the generated part of a page. */
function writePart(name, text) {
  const page = readFileSync(path(name), 'utf8');
  const parts = /^(.*<!-- generated[^>]*-->\n)(.*)(\n<!-- \/generated -->.*)$/s.exec(page);
  if (parts === null) throw new Error(`${name} has no place for what is generated`);
  writeFileSync(path(name), `${parts[1]}\n${text}\n${parts[3]}`);
}

writeFileSync(path('src/options/render-options.ts'), renderOptionsSource());
writeFileSync(path('docs/options.md'), optionsMarkdown());
writeFileSync(path('docs/errors.md'), errorsMarkdown());
writePart('docs/cli.md', commandsMarkdown());
writePart('docs/serving.md', groupsMarkdown(SERVE_GROUPS));
writeFileSync(path(CONFIG_SCHEMA_PATH), configSchemaText());
writeFileSync(path('action.yml'), actionYaml());
