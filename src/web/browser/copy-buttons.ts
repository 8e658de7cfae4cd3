import { element } from './dom.js';

const SAYS_COPIED_MS = 2000;

/** A button that copies a text. @param title what the text is */
export function copyButton(title: string, text: string): HTMLButtonElement {
  const copy = element('button', { type: 'button', class: 'quiet', 'aria-label': `Copy ${title}` }, 'Copy');
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = 'Copied';
    setTimeout(() => (copy.textContent = 'Copy'), SAYS_COPIED_MS);
  });
  return copy;
}

/** Adds one to every snippet in the page that has none. */
export function addCopyButtons(root: ParentNode): void {
  for (const snippet of root.querySelectorAll('.snippet')) {
    if (snippet.querySelector('button') !== null) continue;
    const [heading, code] = [snippet.querySelector('h3')!, snippet.querySelector('pre')!];
    heading.after(copyButton(heading.textContent ?? '', code.textContent ?? ''));
  }
}
