// Writes what is derived from the option table (src/options/table.ts) into the places that hold it as text:
// the interface RenderOptions in src/options/render-options.ts, and README's block between the markers
// <!-- options --> and <!-- /options -->. `npm run generate` runs it; a test sees that nothing is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readmeWithOptions, renderOptionsSource } from '../dist/options/generate.js';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

writeFileSync(path('src/options/render-options.ts'), renderOptionsSource());
if (existsSync(path('README.md'))) {
  writeFileSync(path('README.md'), readmeWithOptions(readFileSync(path('README.md'), 'utf8')));
}
