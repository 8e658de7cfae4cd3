/** Downloads that are only made when somebody asks for them. */
import { whenMade } from './pending-picture.js';

/** Has links to them wait for what they lead to, and say so. */
export function downloadWhenMade(root: ParentNode): void {
  for (const link of root.querySelectorAll<HTMLAnchorElement>('a[data-pending]:not([data-watched])')) {
    link.dataset.watched = '';
    link.addEventListener('click', (event) => {
      if (link.dataset.pending === undefined) return;
      event.preventDefault();
      if (!link.hasAttribute('aria-busy')) void makeAndDownload(link);
    });
  }
}

async function makeAndDownload(link: HTMLAnchorElement): Promise<void> {
  const status = link.querySelector('small')!;
  link.setAttribute('aria-busy', 'true');
  status.setAttribute('role', 'status');
  status.textContent = 'being made …';
  const problem = await whenMade(link.href);
  link.removeAttribute('aria-busy');
  status.textContent = problem ?? 'made';
  if (problem !== undefined) return;
  delete link.dataset.pending;
  link.click();
}
