/** Requests that a program made up from /openapi.json (https://schemathesis.readthedocs.io): none breaks the server. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { serve } from '../server/harness.js';
import { withoutProgram } from '../support.js';

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'unsupported_method',
];

test('no answer is a fault of the server, or not described', { skip: withoutProgram('st') }, async (context) => {
  const server = await serve(context, { ratePerMinute: 1_000_000, allowUnsigned: true, sources: ['nowhere.invalid'] });
  const words = ['run', `${server.address}/openapi.json`, '--checks', CHECKS.join(','), '--phases', 'coverage,fuzzing'];
  const limits = ['-n', '15', '--seed', '1', '--max-time', '240', '--suppress-health-check', 'all', '--no-color'];
  const { stdout, error } = await promisify(execFile)('st', [...words, ...limits], { cwd: tmpdir() }).then(
    ({ stdout: text }) => ({ stdout: text, error: undefined }),
    (failed: Error & { stdout: string }) => ({ stdout: failed.stdout, error: failed }),
  );
  assert.equal(error, undefined, stdout.slice(-4000));
});
