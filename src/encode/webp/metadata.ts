/** XMP (ISO 16684-1), the only text that a WebP file holds; as short as readers take it. */
import type { NoteEnvelope } from '../../provenance/noted-sink.js';
import { escapeXml } from '../../text/xml.js';
import { riffChunk } from './riff.js';

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const XMP = 'http://ns.adobe.com/xap/1.0/';
const DUBLIN_CORE = 'http://purl.org/dc/elements/1.1/';

/** The last chunk of a file; empty where there is nothing to say. */
export interface MetadataChunk {
  readonly byteLength: number;
  /** What surrounds the note, if there is one. */
  readonly envelope: NoteEnvelope;
  /** The whole chunk, if there is no note. */
  readonly ending: Uint8Array;
}

/**
 * The XMP chunk that says what a picture shows and what made it.
 * @param alt what it shows, in words
 * @param noteLength of the note that says what made it, in bytes; undefined for none
 */
export function metadataChunk(alt: string | undefined, noteLength: number | undefined): MetadataChunk {
  const [before, after] = packetAround(alt, noteLength !== undefined);
  // Built around a blank note, so that length and padding come out right.
  const blank = Buffer.alloc(noteLength ?? 0, ' ');
  const isEmpty = !alt && noteLength === undefined;
  const whole = isEmpty ? new Uint8Array() : riffChunk('XMP ', Buffer.concat([before, blank, after]));
  const noteStart = RIFF_HEAD_BYTES + before.length;
  const noteEnd = noteStart + blank.length;
  return {
    byteLength: whole.length,
    envelope: { before: whole.subarray(0, noteStart), after: whole.subarray(noteEnd) },
    ending: noteLength === undefined ? whole : new Uint8Array(),
  };
}

const RIFF_HEAD_BYTES = 8;

function packetAround(alt: string | undefined, hasNote: boolean): [before: Buffer, after: Buffer] {
  const opening = `<rdf:RDF xmlns:rdf="${RDF}">${alt ? description(alt) : ''}`;
  const tool = hasNote ? [`<rdf:Description rdf:about="" xmlns:xmp="${XMP}" xmp:CreatorTool="`, '"/>'] : ['', ''];
  return [Buffer.from(`${opening}${tool[0]}`), Buffer.from(`${tool[1]}</rdf:RDF>`)];
}

function description(alt: string): string {
  const text = `<rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(alt)}</rdf:li></rdf:Alt>`;
  const open = `<rdf:Description rdf:about="" xmlns:dc="${DUBLIN_CORE}">`;
  return `${open}<dc:description>${text}</dc:description></rdf:Description>`;
}
