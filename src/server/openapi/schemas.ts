/** What each route takes and answers, for its description. */
import { ERROR_TABLE } from '../../errors.js';
import { FORMAT_NAMES, FORMATS } from '../../options/formats.js';
import type { ServiceBounds } from '../../options/request.js';
import { type JsonSchema, requestOptionSchemas } from './option-schema.js';

/** The document of every answer that is no picture. */
export const PROBLEM_SCHEMA = {
  $id: 'Problem',
  type: 'object',
  description: 'What is wrong (RFC 9457)',
  required: ['title', 'status', 'code', 'detail'],
  properties: {
    title: { type: 'string', description: 'The status in words' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(ERROR_TABLE), description: 'What kind of error it is; stable' },
    detail: { type: 'string', description: 'What is wrong, where, and what was expected' },
    line: { type: 'integer', description: 'Line of the recording' },
    requestId: { type: 'string', description: "Under which the request is in the server's log" },
  },
} as const;

/** A job, as clients see it. */
export const JOB_DOCUMENT_SCHEMA = {
  $id: 'Job',
  type: 'object',
  required: ['state', 'progress'],
  properties: {
    state: { type: 'string', enum: ['waiting', 'running', 'done', 'failed'] },
    progress: { type: 'number', minimum: 0, maximum: 1 },
    job: { type: 'string', description: 'Path of this document, where it is one of several' },
    picture: { type: 'string', description: 'Path of the picture, once it is done' },
    alt: { type: 'string', description: 'What the picture shows, in words, for an `alt` attribute' },
    error: { $ref: 'Problem#' },
  },
} as const;

const binary = { type: 'string', format: 'binary' } as const;
const mediaTypes = FORMAT_NAMES.map((name) => FORMATS[name].mediaType.split(';')[0]!);
const pictures = Object.fromEntries(mediaTypes.map((type) => [type, { schema: binary }]));
const picture = { description: 'The picture', content: pictures };

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The request, or an option of it, is wrong',
  401: 'A valid token is needed',
  403: 'This is not allowed',
  404: 'There is nothing here',
  405: 'The address does not take this method',
  410: 'The recording is hidden, because nobody has claimed it',
  413: 'The recording exceeds a limit',
  415: 'The recording is compressed in a way that is not known',
  416: 'The picture has no such range',
  422: 'The recording cannot be read or rendered as asked',
  429: 'Too many requests of one address, or too many renders that wait',
  500: 'The server has failed',
  501: 'There is no such format',
  502: 'The recording cannot be fetched',
  503: 'Not now; try again',
  504: 'A time limit was reached',
};

function problems(...statuses: number[]): Record<number, JsonSchema> {
  const content = { 'application/problem+json': { schema: { $ref: 'Problem#' } } };
  const all = [400, 404, 405, 500, 503, ...statuses];
  return Object.fromEntries(all.map((status) => [status, { description: MEANINGS[status]!, content }]));
}

const job = {
  description: 'How the picture is coming along',
  content: { 'application/json': { schema: { $ref: 'Job#' } } },
};

const part = { description: 'A part of the picture', content: pictures };
const elsewhere = {
  description:
    'A large picture is in the store of the server: `Location` is a link to it that is valid for some minutes',
  type: 'null',
};
const known = { description: 'The client has it', type: 'null' };

const token = (of: string) => ({
  type: 'object',
  required: ['token'],
  properties: { token: { type: 'string', pattern: '^[0-9a-f]{40}$', description: `From the ${of}` } },
});

const ADDRESS_PARAMS = {
  type: 'object',
  required: ['signature', 'options', 'name'],
  properties: {
    signature: { type: 'string', description: 'HMAC with SHA-256 of all that follows, in base64url; `-` for none' },
    options: {
      type: 'string',
      description:
        '`name=value`, percent-encoded, sorted, joined by commas; `-` for none. Besides options of a picture: `expires` (seconds since 1970) and `pending=error`',
    },
    name: { type: 'string', description: "The recording's address in base64url, and the extension of the format" },
  },
};

/** `POST /render`. */
export function renderSchema(bounds: ServiceBounds) {
  return {
    summary: 'Make a picture of a recording',
    description:
      'The recording is the body: asciicast version 1, 2 or 3, as it is or compressed with gzip or zstd, whatever its type; or a form with the file in the field `file`. Options are in the query. `Content-Location` says where the picture stays for a while.',
    consumes: ['application/octet-stream'],
    headers: {
      type: 'object',
      properties: {
        prefer: { type: 'string', description: '`respond-async`: answer at once with a job' },
      },
    },
    querystring: {
      type: 'object',
      additionalProperties: false,
      properties: {
        format: {
          type: 'string',
          enum: FORMAT_NAMES,
          description: 'Format of the picture; the header Accept decides without it',
        },
        ...requestOptionSchemas(bounds),
      },
    },
    body: {
      content: {
        'application/octet-stream': { schema: binary },
        'application/x-asciicast': { schema: binary },
        'multipart/form-data': { schema: { type: 'object', required: ['file'], properties: { file: binary } } },
      },
    },
    response: {
      200: picture,
      202: { ...job, description: 'It takes longer: `Location` is a job that tells when it is there' },
      ...problems(401, 403, 413, 415, 422, 429, 504),
    },
  };
}

/** A picture by its token. */
export const PICTURE_SCHEMA = {
  summary: 'A picture that was made of a body',
  params: {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string', description: 'Token and extension, as `Content-Location` has it' } },
  },
  response: { 200: picture, 206: part, 304: known, 307: elsewhere, ...problems(416) },
};

/** What a job is known by: a token, or the signed address of its picture. */
export type JobIdentity = 'token' | 'address';

const IDENTITIES = {
  token: { params: token('Location of a 202'), response: problems() },
  address: { params: ADDRESS_PARAMS, response: problems(403) },
};

/** The state of a job. */
export const jobSchema = (of: JobIdentity) => ({
  summary: 'How a picture is coming along',
  params: IDENTITIES[of].params,
  response: { 200: job, ...IDENTITIES[of].response },
});

/** The state of a job as a stream of events. */
export const jobEventsSchema = (of: JobIdentity) => ({
  summary: 'The same, sent as it changes, until the picture is there or has failed',
  params: IDENTITIES[of].params,
  response: {
    200: { description: 'Each event is a job', content: { 'text/event-stream': { schema: { type: 'string' } } } },
    429: problems(429)[429]!,
    ...IDENTITIES[of].response,
  },
});

/** The end of a client's interest in a job. */
export const withdrawSchema = (of: JobIdentity) => ({
  summary: 'Say that you no longer wait for the picture; its render stops when nobody does',
  params: IDENTITIES[of].params,
  response: { 204: { description: 'Noted', type: 'null' }, ...IDENTITIES[of].response },
});

/** @param most how many addresses it takes */
export const batchSchema = (most: number) => ({
  summary: 'Have pictures of recordings elsewhere made, when there is time for them',
  description:
    'The body is an array of paths of pictures, as `cast2gif sign` makes them, without the host. The answer has a job for each, in the same order. One that is refused has failed at once, with its problem, and keeps no other from being made.',
  consumes: ['application/json'],
  body: { type: 'array', minItems: 1, maxItems: most, items: { type: 'string', pattern: '^/r/' } },
  response: {
    202: {
      description: 'The jobs',
      content: { 'application/json': { schema: { type: 'array', items: { $ref: 'Job#' } } } },
    },
    ...problems(413),
  },
});

/** A picture of a recording elsewhere. */
export const REMOTE_SCHEMA = {
  summary: 'A picture of a recording elsewhere',
  description:
    '`cast2gif sign` prints such addresses. Where the picture is not ready in time, a still is shown in its place, with the header `X-Cast2gif-Pending: 1`.',
  params: ADDRESS_PARAMS,
  response: { 200: picture, 206: part, 304: known, 307: elsewhere, ...problems(403, 413, 416, 422, 429, 502, 504) },
};

/** A picture of a recording that was uploaded. */
export const RECORDING_PICTURE_SCHEMA = {
  summary: 'A picture of a recording that was uploaded, or with the extension `cast` the recording',
  description:
    'Options of the picture are in the query, as those of `POST /render`; besides them `pending=error`, for an error rather than a still while it is being made, and `play`, for a still as `.svg` with a play button. Where the picture is not ready in time, a still is shown in its place, with the header `X-Cast2gif-Pending: 1`.',
  params: {
    type: 'object',
    required: ['id', 'extension'],
    properties: {
      id: { type: 'string', description: 'Id of the recording' },
      extension: { type: 'string', description: 'That of the format' },
    },
  },
  response: { 200: picture, 206: part, 304: known, 307: elsewhere, ...problems(401, 410, 413, 416, 422, 429, 504) },
};

/** The page of a recording that was uploaded. */
export const RECORDING_PAGE_SCHEMA = {
  summary: 'The page of a recording that was uploaded',
  description:
    'For players, the parameters of an asciinema server: `t` or `startAt` (seconds, `m:ss`, `h:mm:ss`), `autoplay`, `loop`, `speed`, `idleTimeLimit`, `theme`, `poster`, `cols`, `rows`, `preload`.',
  params: {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string', description: 'Id of the recording' } },
  },
  response: {
    200: { description: 'The page', content: { 'text/html': { schema: { type: 'string' } } } },
    ...problems(401, 410),
  },
};

/** A recording elsewhere. */
export const RECORDING_SCHEMA = {
  summary: 'A recording elsewhere, as it is, for the first page to play; only where unsigned addresses are accepted',
  querystring: {
    type: 'object',
    required: ['address'],
    properties: { address: { type: 'string', pattern: '^[Hh][Tt][Tt][Pp][Ss]?://.', description: 'Where it is' } },
  },
  response: {
    200: { description: 'The recording', content: { 'application/octet-stream': { schema: binary } } },
    ...problems(401, 403, 413, 422, 429, 502, 504),
  },
};

const fine = {
  description: 'Yes',
  content: { 'application/json': { schema: { type: 'object', properties: { status: { const: 'ok' } } } } },
};

/** `GET /health`. */
export const HEALTH_SCHEMA = { summary: 'Whether the server lives', response: { 200: fine, ...problems() } };

/** `GET /ready`. */
export const READY_SCHEMA = { summary: 'Whether the server takes work', response: { 200: fine, ...problems() } };

const RECORDING_ID = {
  type: 'string',
  pattern: '^[A-Za-z0-9_-]{1,64}$',
  description: 'As the address of its page has it',
};
const recordingParams = { type: 'object', required: ['id'], properties: { id: RECORDING_ID } };
const side = (name: string) => ({ type: 'integer', minimum: 1, description: `Largest ${name}, in pixels` });

/** `GET /oembed`. */
export const OEMBED_SCHEMA = {
  summary: 'How to embed a recording (oEmbed 1.0)',
  description:
    'A photo, which is its GIF, or a video, which is the player in a frame. Answered before anything is rendered.',
  querystring: {
    type: 'object',
    required: ['url'],
    properties: {
      url: { type: 'string', description: 'Address of its page, a picture of it, or its player' },
      format: { type: 'string', enum: ['json', 'xml'], default: 'json' },
      type: {
        type: 'string',
        enum: ['photo', 'video'],
        description: 'How it is to be shown; without it the address decides: a video for that of the player or a video',
      },
      maxwidth: side('width'),
      maxheight: side('height'),
    },
  },
  response: {
    200: {
      description: 'The document',
      content: { 'application/json': { schema: { type: 'object' } }, 'text/xml': { schema: { type: 'string' } } },
    },
    ...problems(401, 501),
  },
};

/** The player alone. */
export const IFRAME_SCHEMA = {
  summary: 'The player of a recording, for a frame of another page',
  description:
    'Takes the parameters that an asciinema server takes: `t` or `startAt`, `autoplay`, `loop`, `speed`, `idleTimeLimit`, `theme`, `poster`, `cols`, `rows`, `preload`.',
  params: recordingParams,
  response: {
    200: { description: 'The page', content: { 'text/html': { schema: { type: 'string' } } } },
    ...problems(401, 410),
  },
};

/** The script that embeds a player. */
export const EMBED_SCRIPT_SCHEMA = {
  summary: 'A script that puts the player where its element stands, into a page of another site',
  description:
    "`<script src='…/a/ID.js' id='asciicast-ID' async></script>`; attributes such as `data-start-at` are the parameters of the player's page.",
  params: recordingParams,
  response: {
    200: { description: 'The script', content: { 'text/javascript': { schema: { type: 'string' } } } },
    ...problems(401, 410),
  },
};
