/** Recordings that were uploaded: how they come, what is shown of them, and who manages them. Only with --uploads. */
import type { FastifyInstance } from 'fastify';
import { connectRoutes } from './connect-routes.js';
import { embedScriptRoute } from './embed-script-route.js';
import { exploreRoute } from './explore-route.js';
import { iframeRoute } from './iframe-route.js';
import { meRoutes } from './me-routes.js';
import { oembedRoute } from './oembed-route.js';
import { recordingApiRoutes } from './recording-api-routes.js';
import { recordingPageRoute } from './recording-page-route.js';
import { recordingPictureRoute } from './recording-picture-route.js';
import type { ServerParts } from './server-parts.js';
import { streamRefusal } from './stream-refusal.js';
import { uploadRoutes } from './upload-routes.js';

/** Routes that take bodies or explain errors in a way of their own. */
const SCOPES = [uploadRoutes, recordingApiRoutes, streamRefusal, connectRoutes, meRoutes];

/** What there is to see of a recording. */
const SHOWN = [recordingPageRoute, recordingPictureRoute, iframeRoute, embedScriptRoute, oembedRoute, exploreRoute];

/** Adds all of them. */
export async function recordingRoutes(app: FastifyInstance, parts: ServerParts): Promise<void> {
  for (const routes of SCOPES) await app.register((scope) => routes(scope, parts));
  for (const route of SHOWN) route(app, parts);
}
