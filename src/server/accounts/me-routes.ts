/** `/me`: what belongs to the owner who asks, and the forms that change it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asCast2gifError, Cast2gifError } from '../../errors.js';
import type { Recordings } from '../../recordings/recordings.js';
import { cookieScopeOf, pathBelow } from '../http/base-address.js';
import { redirectTo, sendPrivatePage } from '../pages/private-page.js';
import { wantsPage } from '../pages/problem-page.js';
import type { ServerParts } from '../server-parts.js';
import { signInPage } from './connect-page.js';
import { fieldOf, markForm, takeForms } from './forms.js';
import { sendMeDocument, wantsDocument } from './me-document.js';
import { mePage } from './me-page.js';
import { actingOwner, knownViewer, needsToken } from './sign-in.js';
import type { Viewer } from './viewer.js';

const ON_A_PAGE = 24;

type OfRecording = { Params: { id: string } };

/** Adds the page and its forms. */
export async function meRoutes(app: FastifyInstance, parts: ServerParts): Promise<void> {
  const recordings = parts.service.recordings!;
  takeForms(app);
  const backTo = (request: FastifyRequest, reply: FastifyReply, place = '') =>
    redirectTo(`${pathBelow(request, parts.settings, '/me')}${place}`, reply);
  app.route<{ Querystring: { after?: unknown } }>({
    method: ['GET', 'HEAD'],
    url: '/me',
    handler: async (request, reply) => {
      const viewer = await knownViewer(request, parts);
      if (viewer === undefined) return askWho(request, reply, parts, needsToken());
      const { after } = request.query;
      return showOwn(request, reply, parts, recordings, viewer, typeof after === 'string' ? after : undefined);
    },
  });
  app.post('/me/sign-in', async (request, reply) => {
    try {
      await actingOwner(request, reply, parts);
    } catch (error) {
      return askWho(request, reply, parts, error);
    }
    return backTo(request, reply);
  });
  app.post('/me/sign-out', async (request, reply) => {
    await actingOwner(request, reply, parts);
    reply.header('set-cookie', parts.sessions.end(cookieScopeOf(request, parts.settings)));
    return backTo(request, reply);
  });
  app.post<OfRecording>('/me/recordings/:id', async (request, reply) => {
    const { id } = await ownRecording(request, reply, parts, recordings);
    await recordings.revise(id, { title: fieldOf(request, 'title'), visibility: fieldOf(request, 'visibility') });
    return backTo(request, reply, `#${id}`);
  });
  app.post<OfRecording>('/me/recordings/:id/delete', async (request, reply) => {
    await recordings.remove((await ownRecording(request, reply, parts, recordings)).id);
    return backTo(request, reply);
  });
}

/** A browser is shown where to sign in. @throws what is wrong, for anybody else */
function askWho(request: FastifyRequest, reply: FastifyReply, parts: ServerParts, thrown: unknown): FastifyReply {
  const { code, publicMessage } = asCast2gifError(thrown);
  if (code !== 'unauthorized' || !wantsPage(request)) throw thrown;
  const mark = markForm(request, reply, undefined, parts);
  const problem = request.method === 'POST' ? publicMessage : undefined;
  return sendPrivatePage(signInPage({ mark, owner: undefined, problem, site: parts.settings }), request, reply, 401);
}

async function showOwn(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: ServerParts,
  recordings: Recordings,
  { owner, by }: Viewer,
  after: string | undefined,
): Promise<FastifyReply> {
  const part = await recordings.ofOwner(owner, ON_A_PAGE, after);
  if (wantsDocument(request)) return sendMeDocument(request, reply, parts, owner, part);
  const mark = markForm(request, reply, owner, parts);
  const { settings: site } = parts;
  const page = mePage({ ...part, owner, mark, canSignOut: by === 'session', isFirst: after === undefined, site });
  return sendPrivatePage(page, request, reply);
}

/** @throws Cast2gifError as `actingOwner`; `not-found` for what is not there, or of somebody else */
async function ownRecording(
  request: FastifyRequest<OfRecording>,
  reply: FastifyReply,
  parts: ServerParts,
  recordings: Recordings,
) {
  const owner = await actingOwner(request, reply, parts);
  const recording = await recordings.find(request.params.id);
  if (recording?.owner === owner) return recording;
  throw new Cast2gifError('not-found', 'you have no such recording');
}
