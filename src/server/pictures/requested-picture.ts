/** What a request asks for: a format and options, from its query. */
import type { FastifyRequest } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import { DEFAULT_FORMAT, FORMAT_NAMES, FORMATS, type Format } from '../../options/formats.js';
import type { RenderOptions } from '../../options/render-options.js';
import { readRequestOptions, type ServiceBounds } from '../../options/request.js';
import { readValue } from '../../options/value.js';
import type { ValueRow } from '../../options/value-row.js';

/** The name of the format in a query. */
const FORMAT_FIELD = 'format';

const FORMAT_ROW = {
  kind: 'choice',
  flag: FORMAT_FIELD,
  choices: FORMAT_NAMES,
  help: 'Format of the picture',
} as const satisfies ValueRow;

/** What a request with a recording in its body asks for. */
export interface RequestedPicture {
  readonly format: Format;
  /** The header `Accept` has decided the format. */
  readonly isNegotiated: boolean;
  readonly options: RenderOptions;
}

/** @throws Cast2gifError `usage` */
export function requestedPicture(request: FastifyRequest, bounds: ServiceBounds): RequestedPicture {
  const fields = new URLSearchParams(request.raw.url!.split('?').slice(1).join('?'));
  const options = readRequestOptions(fields, { otherNames: [FORMAT_FIELD], bounds });
  const formats = fields.getAll(FORMAT_FIELD);
  if (formats.length > 1) throw new Cast2gifError('usage', 'expected once, but given twice', { label: '?format=' });
  if (formats[0] === undefined) return { format: acceptedFormat(request), isNegotiated: true, options };
  const format = readValue(FORMAT_ROW, formats[0], 'query', { label: '?format=' }) as Format;
  return { format, isNegotiated: false, options };
}

/** Who accepts none of the formats gets the usual one. */
function acceptedFormat(request: FastifyRequest): Format {
  const types = FORMAT_NAMES.map((name) => FORMATS[name].mediaType.split(';')[0]!);
  const accepted = request.accepts().type(types);
  const at = typeof accepted === 'string' ? types.indexOf(accepted) : -1;
  return FORMAT_NAMES[at] ?? DEFAULT_FORMAT;
}
