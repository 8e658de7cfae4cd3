/**
 * What is wrong with an upload, in the form that the recorder shows. 2.x prints the body of an answer with status 400 or
 * 422, and words of its own for 401 and 413; 3.x reads a message in JSON. Which of them asks is told by the address.
 */
import { finished } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Cast2gifError } from '../../errors.js';
import { errorFor, HttpError, retryHeaders } from '../http/problem.js';
import { ClaimRequired } from './installation-access.js';

/** Whose words an answer uses: recorders 2.x, or those that know version 1 of the interface. */
export type UploadInterface = 'plain' | 'v1';

/** Sends what was thrown, once the whole request has arrived: 2.x takes an earlier answer for a broken connection. */
export async function sendUploadProblem(
  answerAs: UploadInterface,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  await discardRest(request);
  const error = errorFor(thrown, request);
  for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
  reply.headers({ ...COMMON_HEADERS, 'x-request-id': request.id, ...retryHeaders(error) });
  if (error instanceof HttpError) reply.headers(error.headers);
  await (answerAs === 'plain' ? sendText(error, reply) : sendJson(error, request, reply));
}

const COMMON_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

async function discardRest({ raw }: FastifyRequest): Promise<void> {
  if (raw.readableEnded || raw.destroyed) return;
  raw.unpipe();
  raw.resume();
  await finished(raw).catch(() => {});
}

function sendText(error: Cast2gifError, reply: FastifyReply): FastifyReply {
  return reply.code(plainStatus(error)).type('text/plain; charset=utf-8').send(messageOf(error));
}

/** Of what is not a recording: where that shows, and what was expected. */
function messageOf({ code, line, publicMessage }: Cast2gifError): string {
  if (code !== 'recording') return publicMessage;
  const where = line === undefined || publicMessage.startsWith('line ') ? '' : `line ${line}: `;
  const expected = publicMessage.includes('expected') ? '' : '; expected asciicast version 1, 2 or 3';
  return `${where}${publicMessage}${expected}`;
}

/** A status at which 2.x shows what stands in the body, unless it has words of its own that fit. */
function plainStatus(error: Cast2gifError): number {
  if (error instanceof ClaimRequired) return 400;
  if (isAboutFile(error)) return 422;
  return error.httpStatus === 403 || error.httpStatus === 429 ? 400 : error.httpStatus;
}

function sendJson(error: Cast2gifError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, line } = error;
  const about = { type: typeOf(error), message: messageOf(error), code, ...(line !== undefined && { line }) };
  const document = { ...about, requestId: request.id };
  return reply
    .code(isAboutFile(error) ? 422 : error.httpStatus)
    .type('application/json')
    .send(JSON.stringify(document));
}

/** What was sent is understood, and wrong: a recording or a field of the form. */
function isAboutFile({ code, label }: Cast2gifError): boolean {
  return code === 'recording' || (code === 'usage' && label !== undefined);
}

/** The kinds of errors that an asciinema server tells apart. */
function typeOf(error: Cast2gifError): string {
  if (error instanceof ClaimRequired) return 'account_required';
  if (isAboutFile(error)) return 'validation_failed';
  return TYPES[error.code] ?? error.code;
}

const TYPES: Readonly<Record<string, string>> = {
  unauthorized: 'unauthenticated',
  forbidden: 'upload_limit_reached',
  limit: 'content_too_large',
};
