/** The families that come with the program, from `fonts/fonts.json` (made by `fonts/build/build_fonts.py`). */
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { Face, FaceStyle, Family, FamilyRole } from './face.js';
import { Coverage } from './opentype/coverage.js';
import type { FaceMeasures } from './opentype/measures.js';

/** One face of `fonts.json`. */
interface FaceRecord extends FaceMeasures {
  readonly file: string;
  readonly style: FaceStyle;
  readonly coverage: string;
  readonly aliases?: Readonly<Record<string, string>>;
}

/** One family of `fonts.json`; the other fields (source, licence) are for people. */
interface FamilyRecord {
  readonly folder: string;
  readonly family: string;
  readonly role: FamilyRole;
  readonly version: string;
  readonly faces: readonly FaceRecord[];
}

const fontsFolder = new URL('../../fonts/', import.meta.url);
let families: readonly Family[] | undefined;

/** The bundled families in the order in which they are tried for a character. Opens no font file. */
export function bundledFamilies(): readonly Family[] {
  families ??= readFamilies();
  return families;
}

function readFamilies(): readonly Family[] {
  const text = readFileSync(new URL('fonts.json', fontsFolder), 'utf8');
  const records = (JSON.parse(text) as { families: FamilyRecord[] }).families;
  return records.map((record) => ({
    name: record.family,
    role: record.role,
    faces: record.faces.map((face) => bundledFace(record, face)),
  }));
}

function bundledFace({ folder, version }: FamilyRecord, record: FaceRecord): Face {
  let coverage: Coverage | undefined;
  return {
    ...record,
    id: `${folder}/${record.style}`,
    version: `${folder}/${record.style} ${version} ${record.coverage}`,
    // Read when first asked, as most recordings need one or two of the faces.
    get coverage() {
      coverage ??= Coverage.fromRunLengths(record.coverage);
      return coverage;
    },
    read: () => readFont(new URL(`${folder}/${record.file}`, fontsFolder)),
  };
}

function readFont(url: URL): Buffer {
  const bytes = readFileSync(url);
  return url.pathname.endsWith('.br') ? brotliDecompressSync(bytes) : bytes;
}
