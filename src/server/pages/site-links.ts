/** What leads from every page to the others. */
import type { ServeSettings } from '../../options/service-settings.js';

/** What pages there are depends on these settings. */
export type SitePages = Pick<ServeSettings, 'list' | 'uploads'>;

/** The links of a page's head, as HTML. @param root the way to the first page, such as `../` */
export function siteLinks(root: string, { list, uploads }: SitePages): string {
  const links = [
    ...(list ? [['explore', 'Explore']] : []),
    ...(uploads ? [['me', 'Your recordings']] : []),
    ['docs', 'API'],
  ];
  return links.map(([path, label]) => `<a href="${root}${path}">${label}</a>`).join('');
}
