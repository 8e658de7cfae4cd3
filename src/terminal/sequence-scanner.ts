/** Tells text from control sequences in what a program prints, whatever pieces it comes in. */

/** A part of the output: visible text, or one control character or sequence. */
export interface OutputPart {
  readonly kind: 'text' | 'control';
  readonly text: string;
  /** Where it begins, counted in UTF-16 units from the beginning of the output. */
  readonly at: number;
}

const TEXT = /[^\u0000-\u001f\u007f-\u009f]+/y;
const CONTROL =
  /(?:\u001b\[|\u009b)[0-?\u0000-\u0017\u0019\u001c-\u001f]*(?:[ -/][ -/\u0000-\u0017\u0019\u001c-\u001f]*)?[@-~]|\u001b[\]PX^_][^\u0007\u0018\u001a\u001b\u009c]*(?:[\u0007\u0018\u001a\u009c]|\u001b\\|(?=\u001b[^\\]))|\u001b[ -/]*[0-Z\\`-~]|[\u0000-\u001a\u001c-\u001f\u007f-\u009a\u009c-\u009f]/y;
/** The beginning of a sequence (which control characters do not end) at the end of what has come so far. */
const UNFINISHED =
  /(?:\u001b(?:\[[0-?\u0000-\u0017\u0019\u001c-\u001f]*(?:[ -/][ -/\u0000-\u0017\u0019\u001c-\u001f]*)?|[\]PX^_][^\u0007\u0018\u001a\u001b\u009c]*\u001b?|[ -/]*)|\u009b[0-?\u0000-\u0017\u0019\u001c-\u001f]*(?:[ -/][ -/\u0000-\u0017\u0019\u001c-\u001f]*)?|[\ud800-\udbff])$/y;
/** A longer sequence is passed on in pieces, as if each were whole. */
const LONGEST_UNFINISHED = 65_536;

/** Cuts output into its parts; what is unfinished is kept until the rest comes. */
export class SequenceScanner {
  #kept = '';
  #keptAt = 0;

  /** What has come but is not finished: the beginning of a sequence, or half a surrogate pair. */
  get unfinished(): string {
    return this.#kept;
  }

  *take(data: string): Generator<OutputPart> {
    const text = this.#kept + data;
    const start = this.#keptAt;
    this.#kept = '';
    this.#keptAt = start + text.length;
    for (let at = 0; at < text.length; ) {
      const part = partAt(text, at);
      if (part === undefined) {
        this.#kept = text.slice(at);
        this.#keptAt = start + at;
        return;
      }
      const [kind, own] = part;
      yield { kind, text: own, at: start + at };
      at += own.length;
    }
  }

  /** The rest, as it is, when nothing more comes. */
  finish(): OutputPart | undefined {
    const [text, at] = [this.#kept, this.#keptAt];
    this.#kept = '';
    return text === '' ? undefined : { kind: 'control', text, at };
  }
}

type Part = readonly [kind: OutputPart['kind'], text: string];

/** The part that begins here; undefined where its end has not come yet. */
function partAt(text: string, at: number): Part | undefined {
  const visible = matchAt(TEXT, text, at);
  if (visible !== undefined) return wholeText(text, at, visible);
  const control = matchAt(CONTROL, text, at);
  if (control !== undefined) return ['control', control];
  if (text.length - at < LONGEST_UNFINISHED && matchAt(UNFINISHED, text, at) !== undefined) return undefined;
  return ['control', text[at]!];
}

/** Text without the half of a surrogate pair that may be continued. */
function wholeText(text: string, at: number, visible: string): Part | undefined {
  const isCut = at + visible.length === text.length && /[\ud800-\udbff]$/.test(visible);
  const whole = isCut ? visible.slice(0, -1) : visible;
  return whole === '' ? undefined : ['text', whole];
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
