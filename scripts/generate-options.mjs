// Writes what follows from the tables of options and errors to the files that hold it as text: the interface
// RenderOptions in src/options/render-options.ts, docs/options.md, docs/errors.md, the schema of configuration files and action.yml. `npm run generate` runs it; a test
// fails when one of them is out of date.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { actionYaml } from '../dist/options/action-file.js';
import { CONFIG_SCHEMA_PATH, configSchemaText } from '../dist/options/config-schema.js';
import { errorsMarkdown, optionsMarkdown, renderOptionsSource } from '../dist/options/generate.js';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

for (const folder of ['docs', 'schema']) mkdirSync(path(folder), { recursive: true });
writeFileSync(path('src/options/render-options.ts'), renderOptionsSource());
writeFileSync(path('docs/options.md'), optionsMarkdown());
writeFileSync(path('docs/errors.md'), errorsMarkdown());
writeFileSync(path(CONFIG_SCHEMA_PATH), configSchemaText());
writeFileSync(path('action.yml'), actionYaml());
