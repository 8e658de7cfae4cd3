/** Up to some hundreds of colours in OKLab, among which the nearest to any colour is found quickly. */
export class Palette {
  readonly size: number;
  /** Entries by lightness; coordinates beside them. */
  readonly #order: Uint32Array;
  readonly #lightness: Float64Array;
  readonly #a: Float64Array;
  readonly #b: Float64Array;
  /** Square of the distance that `nearest` found last. */
  squaredDistance = 0;

  /** @param lab three numbers an entry */
  constructor(lab: Float64Array) {
    this.size = lab.length / 3;
    this.#order = Uint32Array.from({ length: this.size }, (_, entry) => entry).sort(
      (left, right) => lab[left * 3]! - lab[right * 3]! || left - right,
    );
    const along = (axis: number) => Float64Array.from(this.#order, (entry) => lab[entry * 3 + axis]!);
    [this.#lightness, this.#a, this.#b] = [along(0), along(1), along(2)];
  }

  /** The entry nearest to the colour at `lab[index * 3]`; there must be one. A hot loop. */
  nearest(lab: Float64Array, index: number): number {
    const { size } = this;
    const [lightness, a, b] = [this.#lightness, this.#a, this.#b];
    const [pointLightness, pointA, pointB] = [lab[index * 3]!, lab[index * 3 + 1]!, lab[index * 3 + 2]!];
    let up = this.#firstNotDarker(pointLightness);
    let down = up - 1;
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    // Outwards in lightness, until lightness alone is farther than the best.
    while (up < size || down >= 0) {
      const upDistance = up < size ? lightness[up]! - pointLightness : Number.POSITIVE_INFINITY;
      const downDistance = down >= 0 ? pointLightness - lightness[down]! : Number.POSITIVE_INFINITY;
      const apart = Math.min(upDistance, downDistance);
      if (apart * apart > least) break;
      const at = upDistance <= downDistance ? up++ : down--;
      const distance = apart * apart + (a[at]! - pointA) ** 2 + (b[at]! - pointB) ** 2;
      if (distance >= least) continue;
      least = distance;
      best = at;
    }
    this.squaredDistance = least;
    return this.#order[best]!;
  }

  #firstNotDarker(lightness: number): number {
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#lightness[middle]! < lightness) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
