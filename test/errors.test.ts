import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  asCast2gifError,
  Cast2gifError,
  ERROR_TABLE,
  type ErrorCode,
  type ErrorRow,
  EXIT_STATUSES,
  optionError,
} from '#cast2gif/errors.js';

const codes = Object.keys(ERROR_TABLE) as ErrorCode[];

test('every exit status of an error is in the list that help shows', () => {
  const listed = EXIT_STATUSES.flatMap(([status]) => status.split(', ').map(Number));
  for (const [code, { exitStatus }] of Object.entries<ErrorRow>(ERROR_TABLE)) {
    assert.ok(listed.includes(exitStatus), code);
  }
});

test('an error crosses a process as JSON', () => {
  const optional = fc.option(fc.string(), { nil: undefined });
  const details = fc.record({
    line: fc.option(fc.nat(), { nil: undefined }),
    ...{ option: optional, label: optional, subject: optional },
  });
  fc.assert(
    fc.property(fc.constantFrom(...codes), fc.string(), details, (code, problem, known) => {
      const error = new Cast2gifError(code, problem, known);
      const back = Cast2gifError.fromJSON(JSON.parse(JSON.stringify(error)));
      assert.deepEqual({ ...back }, { ...error });
      assert.equal(back.message, error.message);
      assert.equal(back.publicMessage, error.publicMessage);
    }),
  );
  fc.assert(fc.property(fc.jsonValue(), (json) => Cast2gifError.fromJSON(json).code === 'bug'));
});

test('a stranger never sees a path of the host', () => {
  const path = '/home/someone/secret.cast';
  for (const code of codes) {
    const { isPublic } = ERROR_TABLE[code];
    const error = isPublic
      ? new Cast2gifError(code, 'line 3: not JSON', { subject: path })
      : new Cast2gifError(code, `cannot read ${path}`);
    assert.match(error.message, /secret/);
    assert.doesNotMatch(error.publicMessage, /secret/, code);
  }
  assert.equal(optionError('at', 'expected a moment').publicMessage, 'at: expected a moment');
});

test('what is thrown by accident is a bug', () => {
  const bug = asCast2gifError(new TypeError('x is not a function'));
  assert.equal(bug.exitStatus, 70);
  assert.equal(bug.canRetry, false);
  assert.ok(bug.cause instanceof TypeError);
  assert.equal(asCast2gifError(bug), bug);
});

test('a message neither drives a terminal nor changes the direction of text', () => {
  const marks = '\u0007\u009b\u2028\u061c\u200e\u200f\u202a\u202e\u2066\u2069';
  const { message } = new Cast2gifError('recording', `a${marks}b`);
  assert.equal(message, `a${'\ufffd'.repeat(marks.length)}b`);
  assert.equal(new Cast2gifError('recording', '👩\u200d💻 שלום').message, '👩\u200d💻 שלום');
});
