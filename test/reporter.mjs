// Reporter for `node --test`: prints each failure, each skip with its reason, and as the last line the counts.
// A file that crashes or holds no test has failed. Where CI is set, a skip fails unless allowed-skips.json lists it.
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const builtFolder = fileURLToPath(new URL('../build/test/', import.meta.url));
const allowedSkips = new Set(
  JSON.parse(readFileSync(new URL('./allowed-skips.json', import.meta.url), 'utf8')).map(({ test }) => test),
);
const inCi = process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false';

/** Switches that choose tests by name: a file may then well have nothing to run. */
const filtersTests = process.execArgv.some((word) => /^--test-(name-pattern|skip-pattern|only)/.test(word));
/** How Node 20 reports tests that such a switch left out. */
const LEFT_OUT = /^(test name does not match|'only' option not set)/;

const placeOf = ({ file, name }) => `${file ? relative(builtFolder, file) : '?'}: ${name}`;

/** Node reports a file as a test of its own if nothing inside it was reported. */
const isFile = ({ file, name, nesting }) => nesting === 0 && file !== undefined && resolve(name) === file;

function describe(error) {
  const cause = error?.cause ?? error;
  return cause?.stack ?? String(cause);
}

class Report {
  #counts = { passed: 0, failed: 0, skipped: 0 };

  passed(event) {
    if (event.details.type === 'suite') return '';
    if (isFile(event)) return filtersTests ? '' : this.#fail(event, 'the file holds no test');
    const reason = event.skip ?? event.todo;
    if (reason === undefined) {
      this.#counts.passed += 1;
      return '';
    }
    return LEFT_OUT.test(reason) ? '' : this.#skip(event, reason === true ? 'no reason given' : reason);
  }

  failed(event) {
    const { error } = event.details;
    // A suite fails because something inside it did, which is reported by itself.
    if (error?.failureType === 'subtestsFailed') return '';
    return this.#fail(event, describe(error));
  }

  summary() {
    const { passed, failed, skipped } = this.#counts;
    if (failed > 0 || passed === 0) process.exitCode = 1;
    return `${passed} passed, ${failed} failed, ${skipped} skipped\n`;
  }

  #skip(event, reason) {
    const place = placeOf(event);
    if (inCi && !allowedSkips.has(place)) return this.#fail(event, `skipped in CI: ${reason}`);
    this.#counts.skipped += 1;
    return `skipped  ${place} (${reason})\n`;
  }

  #fail(event, why) {
    this.#counts.failed += 1;
    return `FAILED   ${placeOf(event)}\n${why}\n\n`;
  }
}

export default async function* report(events) {
  const outcome = new Report();
  for await (const { type, data } of events) {
    if (type === 'test:pass') yield outcome.passed(data);
    else if (type === 'test:fail') yield outcome.failed(data);
    else if (type === 'test:stderr') yield data.message;
    else if (type === 'test:stdout' && process.env.TEST_VERBOSE) yield data.message;
  }
  yield outcome.summary();
}
