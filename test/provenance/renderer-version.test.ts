import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { rendererVersion } from '#cast2gif/provenance/renderer-version.js';
import { projectFolder } from '../support.js';

test('the version of the renderer names that of the package, and is the same each time', async () => {
  const { version } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
  const first = await rendererVersion();
  assert.match(first, new RegExp(`^${version.replaceAll('.', '\\.')}-[0-9a-f]{16}$`));
  assert.equal(await rendererVersion(), first);
});
