/** Addresses of pictures of a recording that the service keeps. */

/**
 * `a/<id>.gif?theme=nord`
 * @param recording address of the recording's page
 * @param query the format and options, as `queryOf` writes them
 */
export function keptPicture(recording: string, query: string): string {
  const { format, ...options } = Object.fromEntries(new URLSearchParams(query));
  const rest = new URLSearchParams(options).toString();
  return `${recording}.${format}${rest && `?${rest}`}`;
}
