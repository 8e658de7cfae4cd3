/** What is wrong, as `application/problem+json` (RFC 9457) says it: in answers, and in what is told of jobs. */
import { STATUS_CODES } from 'node:http';
import type { Cast2gifError, ErrorCode } from '../../errors.js';

/** What a problem document holds. */
export interface Problem {
  /** The status in words. */
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  /** What is wrong, for people. */
  readonly detail: string;
  /** Line of the recording. */
  readonly line?: number;
  /** Under which the service has logged the request. */
  readonly requestId?: string;
}

/** An error as clients see it (RFC 9457). */
export function problemOf(error: Cast2gifError, requestId?: string): Problem {
  const status = error.httpStatus;
  return {
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: error.code,
    detail: error.publicMessage,
    ...(error.line !== undefined && { line: error.line }),
    ...(requestId !== undefined && { requestId }),
  };
}
