import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { oklab, squaredDistance } from '#cast2gif/colour/oklab.js';
import { type CountedColours, StandIns } from '#cast2gif/encode/gif/colour-reduction.js';
import { Palette } from '#cast2gif/encode/gif/nearest-colour.js';

const rgbArbitrary = fc.integer({ min: 0, max: 0xffffff });

test('the nearest entry is the nearest', () => {
  fc.assert(
    fc.property(fc.array(rgbArbitrary, { minLength: 1, maxLength: 60 }), rgbArbitrary, (entries, rgb) => {
      const lab = oklab(Uint32Array.from(entries));
      const point = oklab(Uint32Array.of(rgb));
      const palette = new Palette(lab);
      const found = palette.nearest(point, 0);
      const least = Math.min(...entries.map((_, index) => squaredDistance(lab, index, point, 0)));
      assert.ok(Math.abs(squaredDistance(lab, found, point, 0) - least) < 1e-12);
      assert.ok(Math.abs(palette.squaredDistance - least) < 1e-12);
    }),
  );
});

/** A gradient of greens and blues, `shift` steps along. */
function gradient(shift: number, steps: number): CountedColours {
  const rgb = Uint32Array.from({ length: steps * 16 }, (_, index) => {
    const [along, across] = [Math.floor(index / 16) + shift, index % 16];
    return ((along * 2) & 255) * 65_536 + across * 6 * 256 + (255 - ((along * 2) & 255));
  });
  return { ids: rgb, rgb, counts: new Uint32Array(rgb.length).fill(3) };
}

function worstDistance(colours: CountedColours, chosen: Uint32Array): number {
  const [wanted, got] = [oklab(colours.rgb), oklab(chosen)];
  return Math.sqrt(Math.max(...Array.from(colours.rgb.keys(), (index) => squaredDistance(wanted, index, got, index))));
}

test('a colour keeps its stand-in while it moves about', () => {
  const standIns = new StandIns(255);
  const shown = new Map<number, number>();
  let kept = 0;
  let met = 0;
  for (let frame = 0; frame < 12; frame += 1) {
    const colours = gradient(frame, 60);
    const chosen = standIns.choose(colours);
    colours.ids.forEach((id, slot) => {
      const before = shown.get(id);
      if (before !== undefined) {
        met += 1;
        if (before === chosen[slot]) kept += 1;
      }
      shown.set(id, chosen[slot]!);
    });
    assert.ok(new Set(chosen).size <= 255);
    assert.ok(worstDistance(colours, chosen) < 0.04);
  }
  assert.ok(kept > met * 0.75, `${kept} of ${met}`);
});

test('after a change of scene the palette is as good as one made for it', () => {
  const used = new StandIns(255);
  for (const shift of [0, 3, 6]) used.choose(gradient(shift, 40));
  const scene = gradient(90, 50);
  const fresh = worstDistance(scene, new StandIns(255).choose(scene));
  assert.ok(worstDistance(scene, used.choose(scene)) <= fresh * 1.5);
});

test('a rare colour far from all others is kept', () => {
  const colours = gradient(0, 100);
  const withText = {
    ids: Uint32Array.from([...colours.ids, 0xff8000]),
    rgb: Uint32Array.from([...colours.rgb, 0xff8000]),
    counts: Uint32Array.from([...colours.counts.map(() => 1000), 1]),
  };
  assert.equal(new StandIns(255).choose(withText).at(-1), 0xff8000);
});
