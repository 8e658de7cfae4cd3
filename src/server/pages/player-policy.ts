/**
 * The policy of pages that show the player: what is of this server, and the recording's sound. The player compiles
 * WebAssembly, and has icons in `data:`.
 * @param frameAncestors the pages that may show it in a frame
 */
export function playerPolicy(audioUrl: string | undefined, frameAncestors: "'none'" | '*'): string {
  const sound = audioUrl === undefined ? [] : [`media-src ${new URL(audioUrl).origin}`];
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    ...sound,
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');
}
