import { takeBlock } from './block.js';
import { IGNORED_STRING, startOfString } from './bounded-string.js';
import type { ImageSize } from './image-size.js';
import { type Block, itermBlock, type Keys, kittyBlock, kittySize, pixelBlock } from './picture-size.js';
import { SixelSize } from './sixel-size.js';
import { APC_FINAL } from './string-states.js';
import type { Usage } from './usage.js';
import type { XtermCore, XtermParameters, XtermStringHandler } from './xterm-internals.js';

/** The protocols by which programs show pictures. */
export type PictureProtocol = 'sixel' | 'kitty' | 'iTerm2';

/** Most kitty images whose sizes are remembered. */
const MAXIMUM_IMAGES = 1_000;

/** How much of an image that comes in pieces is kept, in characters of base64: enough to tell its size. */
const IMAGE_HEAD = 65_536;

/** Stands for a cell of a picture in kitty's protocol; the marks on it say which cell. */
export const PICTURE_PLACEHOLDER = 0x10eeee;

/**
 * Pictures that programs show in the terminal are not drawn, but take their cells: the block where a picture
 * belongs is blank, and the cursor moves as the protocol says.
 */
export class Pictures {
  /** How many pictures each protocol has shown. */
  readonly counts = new Map<PictureProtocol, number>();
  /** DECSDM (mode 80) is off: a sixel picture begins at the cursor; else in the upper left corner. */
  sixelScrolling = true;
  /** Mode 8452: a sixel picture leaves the cursor to its right. */
  sixelCursorRight = false;
  readonly #core: XtermCore;
  readonly #usage: Usage;
  readonly #kittyImages = new Map<string, ImageSize>();
  /** The first command of a picture that comes in several pieces, and the start of its data. */
  #kittyStart: { readonly command: Keys; data: string } | undefined;
  /** The same of an iTerm2 picture. */
  #itermStart: { readonly keys: Keys; data: string } | undefined;

  constructor(core: XtermCore, usage: Usage) {
    this.#core = core;
    this.#usage = usage;
    const { _parser: parser } = core._inputHandler;
    parser.registerDcsHandler({ final: 'q' }, this.#sixelHandler());
    parser.registerDcsHandler(
      { final: APC_FINAL },
      startOfString((data) => this.#applicationCommand(data)),
    );
    parser.clearOscHandler(1337);
    parser.registerOscHandler(
      1337,
      startOfString((data) => this.#itermCommand(data)),
    );
  }

  /** After RIS. */
  reset(): void {
    this.sixelScrolling = true;
    this.sixelCursorRight = false;
    this.#kittyImages.clear();
    this.#kittyStart = undefined;
    this.#itermStart = undefined;
  }

  #sixelHandler(): XtermStringHandler {
    const sixel = new SixelSize();
    return {
      ...IGNORED_STRING,
      hook: ({ params }: XtermParameters) => sixel.begin(params[0]!),
      put: (codePoints, start, end) => sixel.put(codePoints, start, end),
      unhook: (success) => {
        if (success) this.#showSixel(sixel.size);
        return true;
      },
    };
  }

  #showSixel(size: ImageSize): void {
    const block = pixelBlock(size);
    if (block === undefined) return;
    const buffer = this.#core._inputHandler._activeBuffer;
    const { x, y } = buffer;
    if (!this.sixelScrolling) this.#core._inputHandler._setCursor(0, 0);
    this.#show('sixel', this.sixelScrolling ? block : this.#cutToScreen(block));
    if (!this.sixelScrolling) {
      buffer.x = x;
      buffer.y = y;
    } else if (this.sixelCursorRight) buffer.x = Math.min(this.#core.cols - 1, buffer.x + block.columns);
  }

  #applicationCommand(data: string): void {
    if (!data.startsWith('G')) return;
    const separator = data.indexOf(';');
    const keys = data.slice(1, separator < 0 ? undefined : separator);
    const command = new Map(keys.split(',', 64).map((pair) => [pair.slice(0, 1), pair.slice(2)] as const));
    this.#kittyPiece(command, separator < 0 ? '' : data.slice(separator + 1));
  }

  /** All pieces of a picture but the last have `m=1`; only the first names an action. */
  #kittyPiece(command: Keys, data: string): void {
    const isFirst = this.#kittyStart === undefined || command.has('a');
    const start = isFirst ? { command, data } : this.#kittyStart!;
    if (!isFirst && start.data.length < IMAGE_HEAD) start.data += data;
    this.#kittyStart = command.get('m') === '1' ? start : undefined;
    if (this.#kittyStart === undefined) this.#kittyCommand(start.command, start.data);
  }

  #kittyCommand(command: Keys, data: string): void {
    const action = command.get('a') ?? 't';
    if (!'tTp'.includes(action)) return;
    const id = imageId(command);
    const size = action === 'p' ? this.#kittyImages.get(id) : kittySize(command, data);
    if (size !== undefined && id !== '' && this.#kittyImages.size < MAXIMUM_IMAGES) this.#kittyImages.set(id, size);
    if (action === 't') return;
    if (command.get('U') === '1') this.#count('kitty');
    else this.#showKitty(command, size);
  }

  /** A picture that is placed relative to another one (`P=`) moves no cursor; where it is stays unknown. */
  #showKitty(command: Keys, size: ImageSize | undefined): void {
    const block = kittyBlock(command, size);
    if (block === undefined || command.has('P')) {
      this.#count('kitty');
      return;
    }
    const { _inputHandler: input, cols } = this.#core;
    const buffer = input._activeBuffer;
    const { x, y } = buffer;
    const mayMove = command.get('C') !== '1';
    this.#show('kitty', mayMove ? block : this.#cutToScreen(block), !(Number(command.get('z')) < 0));
    buffer.x += block.columns;
    if (!mayMove) {
      buffer.x = x;
      buffer.y = y;
    } else if (buffer.x >= cols) {
      buffer.x = 0;
      input.index();
    }
  }

  /**
   * `File=key=value;…:base64`; or `MultipartFile=key=value;…`, then `FilePart=base64` as often as needed, then
   * `FileEnd`.
   */
  #itermCommand(data: string): void {
    const [, name, value = ''] = /^(\w+)=?([\s\S]*)$/.exec(data) ?? [];
    if (name === 'File') {
      const [keys, base64 = ''] = value.split(':', 2);
      this.#showIterm(itermKeys(keys!), base64);
    } else if (name === 'MultipartFile') this.#itermStart = { keys: itermKeys(value), data: '' };
    else if (this.#itermStart === undefined) return;
    else if (name === 'FilePart') {
      if (this.#itermStart.data.length < IMAGE_HEAD) this.#itermStart.data += value;
    } else if (name === 'FileEnd') {
      this.#showIterm(this.#itermStart.keys, this.#itermStart.data);
      this.#itermStart = undefined;
    }
  }

  #showIterm(keys: Keys, base64: string): void {
    if (keys.get('inline') !== '1') return;
    const buffer = this.#core._inputHandler._activeBuffer;
    const { x, y } = buffer;
    const block = itermBlock(keys, base64, this.#core.cols, this.#core.rows);
    if (block === undefined) {
      this.#count('iTerm2');
      return;
    }
    this.#show('iTerm2', block);
    buffer.x = Math.min(this.#core.cols - 1, buffer.x + block.columns);
    if (keys.get('doNotMoveCursor') !== '1') return;
    buffer.x = x;
    buffer.y = y;
  }

  #show(protocol: PictureProtocol, block: Block, isOpaque = true): void {
    this.#count(protocol);
    const buffer = this.#core._inputHandler._activeBuffer;
    if (buffer.x >= this.#core.cols) buffer.x = this.#core.cols - 1;
    takeBlock(this.#core, block.columns, block.rows, isOpaque);
    this.#usage.reached(Math.min(this.#core.cols, buffer.x + block.columns), buffer.y);
  }

  /** A picture that does not move the cursor does not scroll the screen either. */
  #cutToScreen(block: Block): Block {
    const { y } = this.#core._inputHandler._activeBuffer;
    return { columns: block.columns, rows: Math.min(block.rows, this.#core.rows - y) };
  }

  #count(protocol: PictureProtocol): void {
    this.counts.set(protocol, (this.counts.get(protocol) ?? 0) + 1);
  }
}

/** The number by which a kitty image is shown again; empty for none. */
function imageId(command: Keys): string {
  const id = command.get('i') ?? command.get('I') ?? '';
  return /^\d{1,10}$/.test(id) ? id : '';
}

function itermKeys(text: string): Keys {
  return new Map(text.split(';', 64).map((pair) => pair.split('=', 2) as [string, string]));
}
