/** The log of a program that runs on: lines of JSON on standard error. */
import type { Logger } from 'pino';
import type { Renderer } from '../../renderer/renderer.js';

/** The log, from the given level of severity on. */
export async function createLog(level: string): Promise<Logger> {
  const { default: pino } = await import('pino');
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
}

/** Logs how far renders are isolated on this system. */
export function sayIsolation(log: Logger, { network, limits }: Renderer['isolation']): void {
  const facts = { networkBlocked: network, limitsEnforced: limits };
  if (network && limits) log.info(facts, 'renders have no network, and the system enforces their limits');
  else log.warn(facts, 'this system does not let renders be isolated completely');
}
