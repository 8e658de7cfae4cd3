/** Answers that are not pictures: `application/problem+json` (RFC 9457), and a page for people. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asCast2gifError, Cast2gifError, type ErrorCode } from '../../errors.js';
import { wayToFirstPage } from '../pages/plain-page.js';
import { problemPage, wantsPage } from '../pages/problem-page.js';
import type { SitePages } from '../pages/site-links.js';
import { type Problem, problemOf } from '../service/problem-document.js';

/** Seconds after which trying again makes sense. */
const RETRY_AFTER_SECONDS = 5;

/** What an error says in HTTP beside what the table of errors says. */
interface HttpTerms {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error with a status or headers of its own. */
export class HttpError extends Cast2gifError {
  readonly #status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, problem: string, { status, headers = {} }: HttpTerms) {
    super(code, problem);
    this.#status = status;
    this.headers = headers;
  }

  override get httpStatus(): number {
    return this.#status ?? super.httpStatus;
  }
}

/** Headers of an answer that is a problem. */
export function problemHeaders(requestId: string, document: Uint8Array) {
  return {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    'content-length': document.length,
  };
}

/** Answers with what is wrong. What was thrown may come from the framework, or be a bug. @param site what other pages there are */
export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply, site: SitePages): void {
  const error = errorFor(thrown, request);
  const problem = problemOf(error, request.id);
  for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
  reply.headers(retryHeaders(error));
  if (error.httpStatus === 401) reply.header('www-authenticate', 'Bearer');
  if (error instanceof HttpError) reply.headers(error.headers);
  const { headers, body } = wantsPage(request) ? pageAnswer(problem, request, site) : documentAnswer(problem);
  reply
    .code(problem.status)
    .headers({ ...problemHeaders(request.id, body), ...headers })
    .send(request.method === 'HEAD' ? undefined : body);
}

interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function documentAnswer(problem: Problem): Answer {
  return { headers: { 'content-type': 'application/problem+json' }, body: Buffer.from(JSON.stringify(problem)) };
}

function pageAnswer(problem: Problem, { raw }: FastifyRequest, site: SitePages): Answer {
  const { html, policy } = problemPage(problem, wayToFirstPage(raw.url!), site);
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
  return { headers, body: Buffer.from(html) };
}

/** What is wrong with one of several things that a request asks for. */
export function problemIn(thrown: unknown, request: FastifyRequest): Problem {
  return problemOf(errorFor(thrown, request), request.id);
}

/** The error that a client is told of; what it must not read goes to the log. */
export function errorFor(thrown: unknown, request: FastifyRequest): Cast2gifError {
  const error = forClient(thrown);
  logFault(error, request);
  return error;
}

/** When to try again, where that can help. */
export function retryHeaders({ canRetry }: Cast2gifError): Readonly<Record<string, string>> {
  return canRetry ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {};
}

/** What the client hears of: a job that was stopped although the client waits was stopped by the service's end. */
function forClient(thrown: unknown): Cast2gifError {
  const status = (thrown as { statusCode?: unknown } | undefined)?.statusCode;
  if (!(thrown instanceof Cast2gifError) && typeof status === 'number' && status >= 400 && status < 500) {
    return httpErrorOf(status);
  }
  const error = asCast2gifError(thrown);
  if (error.code !== 'aborted') return error;
  return new Cast2gifError('unavailable', 'the render was stopped; try again', { cause: error });
}

/** An error that HTTP has a status for, and the rest of the program does not know. */
export function httpErrorOf(status: number): HttpError {
  const code = status === 404 ? 'not-found' : status === 413 ? 'limit' : 'usage';
  return new HttpError(code, FRAMEWORK_PROBLEMS[status] ?? 'the request cannot be understood', { status });
}

const FRAMEWORK_PROBLEMS: Readonly<Record<number, string>> = {
  404: 'there is nothing at this address',
  408: 'the request did not arrive in time',
  413: 'what was sent is larger than the limit',
  414: 'the address is too long',
  417: 'only 100-continue can be expected',
  431: 'the headers are too large',
};

/** Messages that a stranger must not read are read by the operator. */
function logFault(error: Cast2gifError, { log }: FastifyRequest): void {
  if (error.httpStatus < 500) return;
  const { code, message, cause, stack } = error;
  const where = code === 'bug' ? { stack: cause instanceof Error ? cause.stack : stack } : {};
  log.error({ code, problem: error.publicMessage === message ? undefined : message, ...where }, 'request failed');
}
