/** Requests that HTTP itself refuses get the same kind of answer as all others. */
import { randomBytes } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from '../service/problem-document.js';
import { HttpError, httpErrorOf, problemHeaders } from './problem.js';

/** A random name for a request, for answers and the log. */
export function newRequestId(): string {
  return randomBytes(9).toString('base64url');
}

/** What is not HTTP, too large or too slow. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400;
  const { headers, document } = refusal(status);
  const lines = Object.entries(headers).map(([name, value]) => `${capitalised(name)}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${document}`);
}

/** `Expect` with anything but `100-continue`. */
export function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const { headers, document } = refusal(417);
  response.writeHead(417, headers).end(document);
}

/** `X-Request-Id`: as Node spells what it sends itself. */
function capitalised(name: string): string {
  return name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

function refusal(status: number) {
  const requestId = newRequestId();
  const document = Buffer.from(JSON.stringify(problemOf(httpErrorOf(status), requestId)));
  return { document, headers: { ...problemHeaders(requestId, document), connection: 'close' } };
}

/** HTTP/1.1 wants a host to be named (RFC 9112, 3.2). */
export function checkHost({ raw }: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
  const isMissing = raw.headers.host === undefined && raw.httpVersion === '1.1';
  done(isMissing ? new HttpError('usage', 'the request names no host', { status: 400 }) : undefined);
}
