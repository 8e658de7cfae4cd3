/**
 * `/connect/<installation>`: the address that `asciinema auth` prints. It shows the same page for every id, so that
 * nobody finds out which ones there are.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asCast2gifError, Cast2gifError } from '../../errors.js';
import { installIdOf } from '../../recordings/installations.js';
import type { Recordings } from '../../recordings/recordings.js';
import { pathBelow } from '../http/base-address.js';
import { HttpError } from '../http/problem.js';
import { redirectTo, sendPrivatePage } from '../pages/private-page.js';
import { wantsPage } from '../pages/problem-page.js';
import type { ServerParts } from '../server-parts.js';
import { connectPage } from './connect-page.js';
import { markForm, takeForms } from './forms.js';
import { actingOwner } from './sign-in.js';
import { viewerOf } from './viewer.js';

type Asked = FastifyRequest<{ Params: { installation: string } }>;

/** Adds the page and its form. */
export async function connectRoutes(app: FastifyInstance, parts: ServerParts): Promise<void> {
  const recordings = parts.service.recordings!;
  takeForms(app);
  app.route<{ Params: { installation: string } }>({
    method: ['GET', 'HEAD'],
    url: '/connect/:installation',
    handler: (request, reply) => showPage(request, reply, parts),
  });
  app.route<{ Params: { installation: string } }>({
    method: 'POST',
    url: '/connect/:installation',
    handler: async (request, reply) => {
      try {
        await claim(request, await actingOwner(request, reply, parts), recordings);
      } catch (error) {
        const { code, publicMessage } = asCast2gifError(error);
        if (code !== 'unauthorized' || !wantsPage(request)) throw error;
        return showPage(request, reply, parts, publicMessage);
      }
      return redirectTo(pathBelow(request, parts.settings, '/me'), reply);
    },
  });
}

async function showPage(request: Asked, reply: FastifyReply, parts: ServerParts, problem?: string) {
  const owner = (await viewerOf(request, parts))?.owner;
  const mark = markForm(request, reply, owner, parts);
  const page = connectPage({ mark, owner, problem, site: parts.settings });
  return sendPrivatePage(page, request, reply, problem === undefined ? 200 : 401);
}

/** Gives an installation to an owner; to do so twice is no error. */
async function claim({ params }: Asked, owner: string, { installations }: Recordings): Promise<void> {
  const installId = installIdOf(params.installation);
  if (installId === undefined) {
    const problem = 'this is not the id of an installation; "asciinema auth" prints the whole address';
    throw new HttpError('usage', problem, { status: 422 });
  }
  const { owner: present } = await installations.claim(installId, owner, Date.now());
  if (present !== owner) throw new Cast2gifError('conflict', 'somebody else has claimed this installation already');
}
