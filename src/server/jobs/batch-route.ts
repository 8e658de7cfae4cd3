/** `POST /jobs`: pictures of recordings at many signed addresses, made when there is time for them. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import type { Asked } from '../../pictures/picture-service.js';
import { callerOf, networkOf } from '../http/client.js';
import { problemIn } from '../http/problem.js';
import { batchSchema } from '../openapi/schemas.js';
import { Patience } from '../pictures/patience.js';
import { permit } from '../pictures/permitted-address.js';
import type { ServerParts } from '../server-parts.js';
import { type JobDocument, jobDocument } from '../service/job-document.js';

const MOST_ADDRESSES = 100;
const LONGEST_ADDRESS = 8192;
/** Room for quotes, commas and blanks. */
const MOST_BYTES = MOST_ADDRESSES * (LONGEST_ADDRESS + 64);
/** How many recordings of one request are fetched at once. */
const FETCHES_AT_ONCE = 8;

/** Adds `POST /jobs`. */
export async function batchRoute(app: FastifyInstance, parts: ServerParts): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.route({
    method: 'POST',
    url: '/jobs',
    schema: batchSchema(MOST_ADDRESSES),
    bodyLimit: MOST_BYTES,
    // Whatever its type is, and if it has none.
    onRequest: async (request) => void (request.raw.headers['content-type'] = 'application/json'),
    handler: (request, reply) => startAll(parts, request, reply),
  });
}

async function startAll(parts: ServerParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const addresses = addressesIn(request.body);
  const patience = new Patience(parts.settings.answerWithinSeconds * 1000);
  const started = new Map<string, Promise<JobDocument>>();
  const documents: JobDocument[] = [];
  for (let at = 0; at < addresses.length; at += FETCHES_AT_ONCE) {
    const some = addresses.slice(at, at + FETCHES_AT_ONCE).map((address) => {
      const document = started.get(address) ?? documentOf(parts, address, request, patience);
      started.set(address, document);
      return document;
    });
    documents.push(...(await Promise.all(some)));
  }
  return reply
    .code(202)
    .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .type('application/json')
    .send(JSON.stringify(documents));
}

/** @throws Cast2gifError `usage` */
function addressesIn(body: unknown): readonly string[] {
  const value = parsed(body);
  if (!Array.isArray(value) || !value.every((address) => typeof address === 'string' && address.startsWith('/r/'))) {
    throw new Cast2gifError('usage', 'expected a JSON array of paths that begin with /r/');
  }
  if (value.length === 0 || value.length > MOST_ADDRESSES) {
    throw new Cast2gifError('usage', `expected 1 to ${MOST_ADDRESSES} addresses, not ${value.length}`);
  }
  return value;
}

function parsed(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

/** What is wrong with one address is said in its place. */
async function documentOf(
  parts: ServerParts,
  address: string,
  request: FastifyRequest,
  patience: Patience,
): Promise<JobDocument> {
  const job = `/jobs${address}`;
  try {
    const { picture, job: started } = await start(parts, address, request, patience);
    const [key, status] = started ? [started.key, started.status] : [picture!.key, { state: 'done' } as const];
    return { job, ...(await jobDocument(parts.service.pictures, key, status, job)) };
  } catch (error) {
    return { state: 'failed', progress: 0, error: problemIn(error, request) };
  }
}

async function start(parts: ServerParts, address: string, request: FastifyRequest, patience: Patience): Promise<Asked> {
  const { pictures, sources } = parts.service;
  if (address.length > LONGEST_ADDRESS) throw new Cast2gifError('usage', 'the address is too long');
  const { source, format, options } = await permit(parts, address);
  // To fetch a recording and to render it are one start.
  const part = {};
  const onStart = () => parts.count(request, part);
  const fetched = await patience.limit(sources.castAt(source, onStart));
  if (fetched === undefined) {
    throw new Cast2gifError('unavailable', 'the recording is still being fetched; ask again in a moment');
  }
  const wanted = { castHash: fetched.castHash, format, options };
  const asked = await pictures.promise(wanted, { inBackground: true, caller: networkOf(request.ip), onStart });
  if (asked.job !== undefined) {
    parts.interests.addUntilEnded(asked.job, callerOf(request));
    await parts.service.webhooks?.expect(asked.job, `/jobs${address}`);
  }
  return asked;
}
