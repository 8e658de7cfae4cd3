/** The families that come with the program, from `fonts/fonts.json` (made by `fonts/build/build_fonts.py`). */
import { readFileSync } from 'node:fs';
import { Coverage } from './coverage.js';
import type { Face, FaceMeasures, FaceStyle, Family, FamilyRole } from './face.js';

/** One face of `fonts.json`. */
interface FaceRecord extends FaceMeasures {
  readonly file: string;
  readonly style: FaceStyle;
  readonly coverage: string;
  readonly aliases?: Readonly<Record<string, string>>;
}

/** One family of `fonts.json`; what else a row holds (source, version, licence) is for people. */
interface FamilyRecord {
  readonly folder: string;
  readonly family: string;
  readonly role: FamilyRole;
  readonly faces: readonly FaceRecord[];
}

const fontsFolder = new URL('../../fonts/', import.meta.url);
let families: readonly Family[] | undefined;

/** The bundled families in the order in which they are asked for a character. Opens no font file. */
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
    faces: record.faces.map((face) => bundledFace(record.folder, face)),
  }));
}

function bundledFace(folder: string, record: FaceRecord): Face {
  return {
    ...record,
    id: `${folder}/${record.style}`,
    coverage: Coverage.fromRunLengths(record.coverage),
    read: () => readFileSync(new URL(`${folder}/${record.file}`, fontsFolder)),
  };
}
