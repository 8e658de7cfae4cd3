/** A recording of its own for every text. */
export function castOf(text: string): string {
  return `{"version":2,"width":20,"height":4}\n[0,"o",${JSON.stringify(text)}]\n[1,"o"," and more"]\n`;
}
