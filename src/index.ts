export type { Recording } from './asciicast/types.js';
