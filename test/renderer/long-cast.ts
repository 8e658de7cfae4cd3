/** A small recording that keeps a renderer busy for a long time: every event fills a large screen with other text. */
const events = Array.from({ length: 20_000 }, (_, index) => {
  const letter = String.fromCharCode(97 + (index % 26));
  return `[${index / 20},"o","\\u001b[H\\u001b[${31 + (index % 7)}m${letter}\\u001b[${19_000 + (index % 900)}b"]`;
});

export const LONG_CAST = `{"version":2,"width":200,"height":100}\n${events.join('\n')}\n`;
