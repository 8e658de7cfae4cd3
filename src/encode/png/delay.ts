/** APNG gives a delay as a fraction of two 16-bit numbers, in seconds. */
export interface DelayFraction {
  readonly numerator: number;
  readonly denominator: number;
}

const LIMIT = 0xffff;

/**
 * The fraction nearest to `seconds` that fits: its continued fraction, cut where a part would pass 16 bits.
 * Delays from a microsecond's precision come out right to well under a microsecond up to a second and
 * within 2⁻¹⁶ relatively beyond. More than 65,535 s are cut to that.
 */
export function delayFraction(seconds: number): DelayFraction {
  let [previousNumerator, numerator] = [0, 1];
  let [previousDenominator, denominator] = [1, 0];
  let rest = Math.min(Math.max(seconds, 0), LIMIT);
  for (;;) {
    const whole = Math.floor(rest);
    const steps = Math.min(
      whole,
      Math.floor((LIMIT - previousNumerator) / numerator),
      Math.floor((LIMIT - previousDenominator) / denominator),
    );
    const next = {
      numerator: steps * numerator + previousNumerator,
      denominator: steps * denominator + previousDenominator,
    };
    if (steps < whole) return nearer(seconds, next, { numerator, denominator });
    const fraction = rest - whole;
    if (fraction < 1e-9) return next;
    [previousNumerator, numerator] = [numerator, next.numerator];
    [previousDenominator, denominator] = [denominator, next.denominator];
    rest = 1 / fraction;
  }
}

function nearer(seconds: number, first: DelayFraction, second: DelayFraction): DelayFraction {
  const distance = (fraction: DelayFraction) => Math.abs(seconds - secondsOf(fraction));
  return distance(second) <= distance(first) ? second : first;
}

/** What a viewer makes of it. */
export function secondsOf(delay: DelayFraction): number {
  return delay.numerator / delay.denominator;
}
