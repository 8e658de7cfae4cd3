import type { ColourSet, Survey } from '../../mosaic/painted-frame.js';

/** Colours in the global table. */
const MAX_GLOBAL_COLOURS = 256;
/** An image of this many colours or more finds no table: one index is transparent. */
const MAX_IMAGE_COLOURS = 255;

/**
 * All ids in an order whose first 256 are the global table: if there are more, those whose frames can do without
 * a table of their own, of which they save the most bytes; within the table those first that most frames use, so
 * that many images need few bits.
 */
export function globalOrder(survey: Pick<Survey, 'colourUse' | 'colourSets' | 'rgb'>): Uint32Array {
  const { colourUse, colourSets, rgb } = survey;
  const isChosen = rgb.length > MAX_GLOBAL_COLOURS ? chooseColours(colourSets) : new Set<number>();
  return Uint32Array.from({ length: rgb.length }, (_, id) => id).sort(
    (a, b) => Number(isChosen.has(b)) - Number(isChosen.has(a)) || (colourUse[b] ?? 0) - (colourUse[a] ?? 0) || a - b,
  );
}

/** A set, and how many of its colours are not chosen yet. */
interface Candidate {
  readonly ids: Uint16Array;
  readonly savedBytes: number;
  missing: number;
}

/** Takes whole sets, again and again the one that saves the most bytes for each colour it adds. */
function chooseColours(sets: readonly ColourSet[]): Set<number> {
  const chosen = new Set<number>();
  let open: Candidate[] = sets
    .filter(({ ids }) => ids.length <= MAX_IMAGE_COLOURS)
    .map(({ ids, frames }) => ({ ids, savedBytes: frames * tableBytes(ids.length), missing: ids.length }));
  const wanting = setsById(open);
  const gain = ({ savedBytes, missing }: Candidate) => savedBytes / (missing + 0.5);
  for (;;) {
    open = open.filter(({ missing }) => missing > 0 && chosen.size + missing <= MAX_GLOBAL_COLOURS);
    let best = open[0];
    if (best === undefined) return chosen;
    for (const set of open) if (gain(set) > gain(best)) best = set;
    for (const id of best.ids) {
      if (chosen.has(id)) continue;
      chosen.add(id);
      for (const set of wanting.get(id)!) set.missing -= 1;
    }
  }
}

function setsById(sets: readonly Candidate[]): Map<number, Candidate[]> {
  const wanting = new Map<number, Candidate[]>();
  for (const set of sets) {
    for (const id of set.ids) {
      const others = wanting.get(id);
      if (others === undefined) wanting.set(id, [set]);
      else others.push(set);
    }
  }
  return wanting;
}

/** Bytes of a local table of these colours and a transparent index. */
function tableBytes(colours: number): number {
  return 3 << Math.max(2, 32 - Math.clz32(colours));
}
