/** Recordings that were uploaded: how they come, what is shown of them, and who manages them. Only with --uploads. */
import type { FastifyInstance } from 'fastify';
import { connectRoutes } from './accounts/connect-routes.js';
import { meRoutes } from './accounts/me-routes.js';
import { embedScriptRoute } from './recordings/embed-script-route.js';
import { exploreRoute } from './recordings/explore-route.js';
import { iframeRoute } from './recordings/iframe-route.js';
import { oembedRoute } from './recordings/oembed-route.js';
import { recordingPageRoute } from './recordings/recording-page-route.js';
import { recordingPictureRoute } from './recordings/recording-picture-route.js';
import type { ServerParts } from './server-parts.js';
import { recordingApiRoutes } from './uploads/recording-api-routes.js';
import { streamRefusal } from './uploads/stream-refusal.js';
import { uploadRoutes } from './uploads/upload-routes.js';

/** Routes that take bodies or explain errors in a way of their own. */
const SCOPES = [uploadRoutes, recordingApiRoutes, streamRefusal, connectRoutes, meRoutes];

/** What there is to see of a recording. */
const SHOWN = [recordingPageRoute, recordingPictureRoute, iframeRoute, embedScriptRoute, oembedRoute, exploreRoute];

/** Adds all of them. */
export async function recordingRoutes(app: FastifyInstance, parts: ServerParts): Promise<void> {
  for (const routes of SCOPES) await app.register((scope) => routes(scope, parts));
  for (const route of SHOWN) route(app, parts);
}
