/** Slanted and round shapes of legacy computing, U+1FB3C–1FB6F, 1FB9A–1FBAF, 1FBBD–1FBBF and 1FBD0–1FBEF. */
import {
  type Ellipse,
  negative,
  notationPairs,
  type Point,
  type Polygons,
  polygon,
  type Shape,
  stroke,
} from './primitives.js';
import { shadeCoverage } from './table-blocks.js';

/** Points on the border of the cell, clockwise from the upper left corner; the sides are cut into thirds. */
const thirds: Readonly<Record<string, Point>> = {
  a: [0, 0],
  b: [1 / 2, 0],
  c: [1, 0],
  d: [1, 1 / 3],
  e: [1, 2 / 3],
  f: [1, 1],
  g: [1 / 2, 1],
  h: [0, 1],
  i: [0, 2 / 3],
  j: [0, 1 / 3],
};

/** A wedge: the part of the cell that the border encloses going clockwise from the first point to the second. */
const wedges = `
  🬼 gi  🬽 fi  🬾 gj  🬿 fj  🭀 ga  🭁 bj  🭂 cj  🭃 bi  🭄 ci  🭅 bh  🭆 di
  🭇 eg  🭈 eh  🭉 dg  🭊 dh  🭋 cg  🭌 db  🭍 da  🭎 eb  🭏 ea  🭐 fb  🭑 ej
  🭒 ig  🭓 if  🭔 jg  🭕 jf  🭖 ag  🭗 jb  🭘 jc  🭙 ib  🭚 ic  🭛 hb  🭜 id
  🭝 ge  🭞 he  🭟 gd  🭠 hd  🭡 gc  🭢 bd  🭣 ad  🭤 be  🭥 ae  🭦 bf  🭧 je`;

function wedge(notation: string): Polygons {
  const names = Object.keys(thirds);
  const [start, end] = [...notation].map((name) => names.indexOf(name)) as [number, number];
  const count = ((end - start + names.length) % names.length) + 1;
  const points = Array.from({ length: count }, (_, i) => thirds[names[(start + i) % names.length]!]!);
  return polygon(points, { snap: true });
}

/** Points on the border for strokes, clockwise from the upper left corner, and m in the middle. */
const halves: Readonly<Record<string, Point>> = {
  a: [0, 0],
  b: [1 / 2, 0],
  c: [1, 0],
  d: [1, 1 / 2],
  e: [1, 1],
  f: [1 / 2, 1],
  g: [0, 1],
  h: [0, 1 / 2],
  m: [1 / 2, 1 / 2],
};

/** Light polylines through these points; `+` starts another one. */
const diagonals = `
  🮠 bh  🮡 bd  🮢 hf  🮣 df  🮤 bhf  🮥 bdf  🮦 hfd  🮧 hbd  🮨 bh+df  🮩 bd+hf
  🮪 bdfh  🮫 bhfd  🮬 hbdf  🮭 dbhf
  🯐 dg  🯑 ch  🯒 ad  🯓 he  🯔 af  🯕 be  🯖 cf  🯗 bg
  🯘 amc  🯙 cme  🯚 gme  🯛 amg  🯜 afc  🯝 che  🯞 gbe  🯟 adg`;

const strokes = (notation: string) =>
  notation.split('+').map((line) => stroke(...[...line].map((name) => halves[name]!)));

const diamond = { ...stroke(halves.b!, halves.d!, halves.f!, halves.h!), closed: true };

/** Quarters of the cell, clockwise, for two of them to form one outline. */
const centre: Point = [1 / 2, 1 / 2];
const left = [[0, 0], centre, [0, 1]] as const;
const upper = [[0, 0], [1, 0], centre] as const;
const right = [[1, 0], [1, 1], centre] as const;
const lower = [[0, 1], centre, [1, 1]] as const;
const shaded = { coverage: shadeCoverage.medium };

const triangles: readonly Shape[] = [
  ['🭨', [polygon(left), negative]],
  ['🭩', [polygon(upper), negative]],
  ['🭪', [polygon(right), negative]],
  ['🭫', [polygon(lower), negative]],
  ['🭬', [polygon(left)]],
  ['🭭', [polygon(upper)]],
  ['🭮', [polygon(right)]],
  ['🭯', [polygon(lower)]],
  ['🮚', [{ ...polygon(upper), polygons: [upper, lower] }]],
  ['🮛', [{ ...polygon(left), polygons: [left, right] }]],
  ['🮜', [polygon([halves.a!, halves.c!, halves.g!], shaded)]],
  ['🮝', [polygon([halves.a!, halves.c!, halves.e!], shaded)]],
  ['🮞', [polygon([halves.c!, halves.e!, halves.g!], shaded)]],
  ['🮟', [polygon([halves.a!, halves.e!, halves.g!], shaded)]],
];

const lines: readonly Shape[] = [
  ['🮮', [diamond]],
  [
    '🮯',
    [
      { kind: 'junction', up: 'none', right: 'light', down: 'none', left: 'light' },
      { kind: 'dashes', axis: 'vertical', weight: 'heavy', count: 1 },
    ],
  ],
  ['🮽', [...strokes('ae+cg'), negative]],
  ['🮾', [...strokes('df'), negative]],
  ['🮿', [diamond, negative]],
];

/** A circle around a point on the border, as wide as the shorter side of the cell. */
function circle(at: Point, band = false): Ellipse {
  return { kind: 'ellipse', centre: at, radiusX: 1 / 2, radiusY: 1 / 2, round: true, band };
}

const circles: readonly Shape[] = [
  ['🯠', [circle(halves.b!, true)]],
  ['🯡', [circle(halves.d!, true)]],
  ['🯢', [circle(halves.f!, true)]],
  ['🯣', [circle(halves.h!, true)]],
  ['🯨', [circle(halves.b!)]],
  ['🯩', [circle(halves.d!)]],
  ['🯪', [circle(halves.f!)]],
  ['🯫', [circle(halves.h!)]],
  ['🯬', [circle(halves.c!)]],
  ['🯭', [circle(halves.g!)]],
  ['🯮', [circle(halves.e!)]],
  ['🯯', [circle(halves.a!)]],
];

/** All shapes of this file, by character. */
export function diagonalShapes(): Shape[] {
  return [
    ...notationPairs(wedges).map(([character, notation]): Shape => [character, [wedge(notation)]]),
    ...notationPairs(diagonals).map(([character, notation]): Shape => [character, strokes(notation)]),
    ...triangles,
    ...lines,
    ...circles,
  ];
}
