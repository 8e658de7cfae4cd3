/** What routes share. */
import type { FastifyRequest } from 'fastify';
import type { Format } from '../options/formats.js';
import type { ServiceBounds } from '../options/request.js';
import type { ServeSettings } from '../options/service-settings.js';
import type { Sessions } from './accounts/sessions.js';
import type { TokenAttempts } from './accounts/token-attempts.js';
import type { OpenStreams } from './http/event-stream.js';
import type { Interests } from './jobs/interests.js';
import type { Measured } from './monitoring/service-metrics.js';
import type { BuiltFiles } from './pages/page-files.js';
import type { PictureCache } from './pictures/picture-cache.js';
import type { PlanCheck } from './pictures/plan-check.js';
import type { Service } from './service/service.js';
import type { UploadRoom } from './uploads/upload-room.js';

/** What routes work with. */
export interface ServerParts {
  readonly service: Service;
  readonly settings: ServeSettings;
  readonly keys: readonly Uint8Array[];
  readonly bounds: ServiceBounds;
  readonly cache: PictureCache;
  readonly interests: Interests;
  readonly streams: OpenStreams;
  readonly metrics: Measured;
  readonly sessions: Sessions;
  readonly tokenAttempts: TokenAttempts;
  readonly uploadRoom: UploadRoom;
  /** Whether a request comes from a proxy that the settings trust. */
  readonly isFromProxy: (request: FastifyRequest) => boolean;
  /** Checks options as far as that is possible without a recording. */
  readonly checkPlan: PlanCheck;
  /** The formats that can be made here. */
  readonly possibleFormats: () => Promise<readonly Format[]>;
  /** What pages consist of. */
  readonly builtFiles: () => Promise<BuiltFiles>;
  /**
   * Counts a request against the rate limit of its address, once; or each part of it that is given, once.
   * @throws Cast2gifError `rate-limit`
   */
  readonly count: (request: FastifyRequest, part?: object) => Promise<void>;
  /** Fires when the server is to stop. */
  readonly stopping: AbortSignal;
}
