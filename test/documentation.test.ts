/** Every exported symbol says what it is: the rule of CONTRIBUTING.md, held by a test. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from './support.js';

const EXPORT = /^export (?:async )?(?:function\*?|class|abstract class|interface|type|const) (\w+)/;

/** Names of a file's exported symbols that no documentation comment precedes; later overloads share the first one's. */
function undocumentedIn(text: string): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    const name = EXPORT.exec(line)?.[1];
    const before = lines[at - 1] ?? '';
    const isOverload = EXPORT.exec(before)?.[1] === name;
    return name === undefined || before.endsWith('*/') || isOverload ? [] : [name];
  });
}

test('every exported symbol has a documentation comment', () => {
  assert.deepEqual(undocumentedIn('/** A. */\nexport const a = 1;\nexport function b() {}\n'), ['b']);
  const folder = join(projectFolder, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const undocumented = files.flatMap((file) =>
    undocumentedIn(readFileSync(join(folder, file), 'utf8')).map((name) => `${file}: ${name}`),
  );
  assert.deepEqual(undocumented, []);
});
