/** The library: what `import … from 'cast2gif'` gives. */
export type { Warning } from './asciicast/recording.js';
export { Cast2gifError, type ErrorCode, type ErrorJson, EXIT_STALE } from './errors.js';
export type { Flashing, FlashKind } from './inspect/flashes.js';
export { type CostlyFrame, type GifReport, inspectGif, type RecordedMoment } from './inspect/gif-report.js';
export type { Disposal, GifFrame, GifStructure } from './inspect/gif-structure.js';
export { type InspectOptions, inspect, type RecordingReport } from './inspect/inspect.js';
export type { PictureNotes, PictureOrigin, PictureReport } from './inspect/picture-report.js';
export type { Format } from './options/formats.js';
export type { RenderOptions } from './options/render-options.js';
export type { Surface } from './options/value.js';
export type { Progress, RenderHooks } from './render/context.js';
export type { RenderInput } from './render/input.js';
export type { OutputTarget } from './render/outputs.js';
export { render } from './render/render.js';
export type { RenderedOutput, RenderResult } from './render/result.js';
