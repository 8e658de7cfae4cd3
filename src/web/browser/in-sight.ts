/** Keeps the still in sight while options further down are changed. */
import { byId } from './dom.js';

/** What shows less than this at the edge of the screen is out of sight. */
const EDGE = '-140px 0px';

/** Marks the still's place as out of sight while the options are in sight and it is not; the style does the rest. */
export function keepStillInSight(): void {
  const [place, options] = [byId('still-place'), byId('options')];
  const inSight = new Map<Element, boolean>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) inSight.set(target, isIntersecting);
      const isAway = inSight.get(place) === false && inSight.get(options) === true;
      // The place keeps its height, so that nothing moves.
      place.style.minHeight = isAway ? `${place.offsetHeight}px` : '';
      place.classList.toggle('out-of-sight', isAway);
    },
    { rootMargin: EDGE },
  );
  observer.observe(place);
  observer.observe(options);
}
