/** All bundled themes, each shown in its colours. */
import { element } from './dom.js';

/** A theme as the page knows it. */
export type BundledTheme = (typeof BUNDLED_THEMES)[number];

/** The colours of a palette that a tile shows: red, green, yellow, blue, magenta, cyan. */
const SHOWN_COLOURS = [1, 2, 3, 4, 5, 6];

/** @param onTheme called with the name; undefined stands for the recording's own colours */
export function themePicker(chosen: string | undefined, onTheme: (name: string | undefined) => void): HTMLElement {
  const choose = (name: string | undefined, face: HTMLElement, label: string) => {
    const input = element('input', { type: 'radio', name: 'theme', value: name ?? '', checked: name === chosen });
    input.addEventListener('change', () => onTheme(name));
    return element('label', { class: 'theme' }, input, face, element('span', { class: 'theme-name' }, label));
  };
  const own = element('span', { class: 'theme-face own', 'aria-hidden': 'true' }, 'auto');
  return element(
    'fieldset',
    { class: 'field themes' },
    element('legend', {}, 'Theme'),
    element(
      'div',
      { class: 'theme-grid' },
      choose(undefined, own, 'as recorded'),
      ...BUNDLED_THEMES.map((theme) => choose(theme.name, themeFace(theme), theme.name)),
    ),
  );
}

function themeFace(theme: BundledTheme): HTMLElement {
  const dots = SHOWN_COLOURS.map((index) => {
    const dot = element('i');
    dot.style.background = theme.palette[index]!;
    return dot;
  });
  // Bars for words: a theme's own text need not be as legible as a page's must.
  const words = element('span', { class: 'words' }, element('i'), element('i'));
  const face = element('span', { class: 'theme-face', 'aria-hidden': 'true' }, words, element('span', {}, ...dots));
  face.style.background = theme.background;
  face.style.color = theme.foreground;
  return face;
}

/** The theme that goes with another on pages of the other colour scheme. */
export function counterpartOf(name: string | undefined): string {
  const theme = themeNamed(name);
  const isDark = theme?.dark ?? true;
  const family = /^[a-z]+/.exec(theme?.name ?? '')?.[0];
  const others = themesOf(!isDark);
  return (others.find((other) => family !== undefined && other.name.startsWith(family)) ?? others[0]!).name;
}

/** Light themes or dark ones; those most used on pages first. */
export function themesOf(dark: boolean): BundledTheme[] {
  const isUsual = ({ name }: BundledTheme) => name.startsWith('github-');
  return BUNDLED_THEMES.filter((theme) => theme.dark === dark).sort((a, b) => Number(isUsual(b)) - Number(isUsual(a)));
}

/** The bundled theme of that name, if there is one. */
export function themeNamed(name: string | undefined): BundledTheme | undefined {
  return BUNDLED_THEMES.find((theme) => theme.name === name);
}
