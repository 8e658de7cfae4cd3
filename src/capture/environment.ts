/** What a recorded program sees of the environment. */
import { Cast2gifError, quotedShort } from '../errors.js';

/** What `TERM` says: the capabilities that the renderer has. */
export const TERMINAL_TYPE = 'xterm-256color';

/** What programs need to run at all; anything else may hold a secret that a program prints. */
const PASSED_ON =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TMP|TEMP|SystemRoot|COMSPEC|PATHEXT)$/;

/**
 * The environment of a recorded program.
 * @param own this process's
 * @param given `NAME` to pass on a variable, `NAME=VALUE` to set one
 * @throws Cast2gifError `usage` for anything else
 */
export function programEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  given: readonly string[],
): Record<string, string> {
  const environment: Record<string, string> = { TERM: TERMINAL_TYPE, COLORTERM: 'truecolor' };
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && PASSED_ON.test(name)) environment[name] = value;
  }
  for (const text of given) {
    const [, name, value] = /^([^=\s]+)(?:=(.*))?$/s.exec(text) ?? [];
    if (name === undefined)
      throw new Cast2gifError('usage', `--env: expected NAME or NAME=VALUE, not ${quotedShort(text)}`);
    const set = value ?? own[name];
    if (set !== undefined) environment[name] = set;
  }
  return environment;
}
