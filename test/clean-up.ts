import type { TestContext } from 'node:test';

type CleanUp = () => unknown;

const cleanUps = new WeakMap<TestContext, CleanUp[]>();

/**
 * Has something run when the test ends. The last to be set up goes first, as it may rest on what came before; each
 * runs whatever the others did, so that one failure cannot leave a server behind that keeps the process alive.
 */
export function afterTest(context: TestContext, cleanUp: CleanUp): void {
  const known = cleanUps.get(context);
  if (known !== undefined) {
    known.push(cleanUp);
    return;
  }
  const own = [cleanUp];
  cleanUps.set(context, own);
  context.after(() => runAll(own.reverse()));
}

async function runAll(actions: readonly CleanUp[]): Promise<void> {
  const failures: unknown[] = [];
  for (const action of actions) {
    try {
      await action();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
