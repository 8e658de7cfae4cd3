/** Conditional requests and ranges, by RFC 9110, for representations whose entity tag is strong. */
import type { ByteRange } from '../../store/store.js';

const ENTITY_TAGS = /^\s*(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*\s*$/;

/** Whether a client already has what the tag stands for: `If-None-Match` is compared weakly. */
export function isKnownToClient(ifNoneMatch: string | undefined, entityTag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  if (!ENTITY_TAGS.test(ifNoneMatch)) return false;
  const tags: readonly string[] = ifNoneMatch.match(/"[^"]*"/g) ?? [];
  return tags.includes(entityTag);
}

/** What of a representation is wanted: all of it (undefined), a part, or what is not there. */
export type WantedRange = ByteRange | 'unsatisfiable' | undefined;

/**
 * Reads `Range`. All is wanted where it cannot be understood, names several ranges, or `If-Range` names another
 * version; that is compared strongly.
 */
export function wantedRange(
  { range, ifRange }: { readonly range: string | undefined; readonly ifRange: string | undefined },
  entityTag: string,
  byteLength: number,
): WantedRange {
  const [, first, last] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(range ?? '') ?? [];
  if (first === undefined || last === undefined || `${first}${last}` === '') return undefined;
  if (ifRange !== undefined && ifRange.trim() !== entityTag) return undefined;
  if (first === '') return suffixOf(Number(last), byteLength);
  const [start, end] = [Number(first), last === '' ? Infinity : Number(last) + 1];
  if (end <= start) return undefined;
  return start >= byteLength ? 'unsatisfiable' : { start, end: Math.min(end, byteLength) };
}

function suffixOf(length: number, byteLength: number): WantedRange {
  if (length === 0 || byteLength === 0) return 'unsatisfiable';
  return { start: Math.max(0, byteLength - length), end: byteLength };
}
