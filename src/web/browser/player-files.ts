/** The files of asciinema-player: loaded once, when there is something to play. */
import type { PageFacts } from '../page-facts.js';
import { element } from './dom.js';

/** Typefaces that a terminal looks right in, as far as the visitor has them. */
export const PLAYER_FONTS =
  'ui-monospace, "JetBrains Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace, "Symbols Nerd Font"';

let loading: Promise<void> | undefined;

/** Resolves when `AsciinemaPlayer` is there. @throws Error if its files cannot be loaded */
export function loadPlayer({ script, style }: NonNullable<PageFacts['player']>): Promise<void> {
  loading ??= new Promise((resolve, reject) => {
    document.head.append(element('link', { rel: 'stylesheet', href: style }));
    const fail = () => reject(new Error('The player could not be loaded.'));
    document.head.append(element('script', { src: script, onload: () => resolve(), onerror: fail }));
  });
  return loading;
}
