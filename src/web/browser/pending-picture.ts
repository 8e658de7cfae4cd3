/** A page that was opened before its animation was made. */
import { pause } from './dom.js';

/** Where it arrives, and where it is said how far it is. */
export interface PendingPlace {
  readonly picture: HTMLImageElement;
  readonly status: HTMLElement;
}

/** Parts of the page that say more once the animation is made. */
const FOLLOWING_PARTS = ['share', 'downloads', 'transcript'] as const;

/**
 * Waits for the animation, shows it, and brings the rest of the page up to date. Resolves to what was brought; never,
 * where it cannot be made.
 */
export async function awaitPicture(id: string, { picture, status }: PendingPlace): Promise<ParentNode> {
  status.textContent = 'The animation is being made …';
  const problem = await whenMade(`${encodeURIComponent(id)}.gif?pending=error`);
  if (problem !== undefined) {
    status.textContent = problem;
    return document.createDocumentFragment();
  }
  status.textContent = '';
  const wantsLess = matchMedia('(prefers-reduced-motion: reduce)').matches;
  picture.src = `${encodeURIComponent(id)}.${wantsLess ? 'png' : 'gif'}`;
  return bringUpToDate();
}

/** Asks for a picture until it is there. Resolves to undefined, or to what is wrong with it. */
export async function whenMade(address: string): Promise<string | undefined> {
  for (;;) {
    const response = await fetch(address, { method: 'HEAD' }).catch(() => undefined);
    if (response?.ok) return undefined;
    const retryAfter = Number(response?.headers.get('Retry-After') ?? (response === undefined ? 5 : 0));
    if (!(retryAfter > 0)) return problemAt(address);
    await pause(retryAfter * 1000, new AbortController().signal);
  }
}

async function problemAt(address: string): Promise<string> {
  const problem = await fetch(address)
    .then((response) => response.json() as Promise<{ detail?: string }>)
    .catch(() => undefined);
  return `It cannot be made${problem?.detail === undefined ? '.' : `: ${problem.detail}`}`;
}

/** The server alone writes the page. */
async function bringUpToDate(): Promise<ParentNode> {
  const html = await fetch(location.pathname).then((response) => response.text());
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  for (const part of FOLLOWING_PARTS) {
    const [old, now] = [document.getElementById(part), fresh.getElementById(part)];
    if (old !== null && now !== null) old.replaceWith(document.adoptNode(now));
  }
  const [picture, other] = [document.getElementById('picture'), fresh.getElementById('picture')];
  for (const name of ['width', 'height', 'alt']) picture?.setAttribute(name, other?.getAttribute(name) ?? '');
  return document.body;
}
