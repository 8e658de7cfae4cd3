import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkNode } from '#cast2gif/cli/commands/service-packages.js';
import { projectFolder } from '../support.js';

test('the server refuses a Node that is older than package.json says, in one line', () => {
  const { engines } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
  const oldest = /^>=(\d+\.\d+)$/.exec(engines.node)![1]!;
  for (const version of [`${oldest}.0`, '20.20.2', '22.0.0', '100.1.0']) checkNode(version);
  for (const version of ['20.18.3', '18.20.0', '8.19.0']) {
    const message = `the server needs Node ${oldest} or later; this is ${version}`;
    assert.throws(() => checkNode(version), { code: 'helper', exitStatus: 5, message });
  }
});
