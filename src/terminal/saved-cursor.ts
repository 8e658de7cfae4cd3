import { BACKGROUND_FLAG, type Charset, type XtermBuffer, type XtermCore } from './xterm-internals.js';

/** What DECSC saves besides position and attributes. */
export interface SavedModes {
  readonly origin: boolean;
  /** The designated character sets G0 to G3, and which of them is in use. */
  readonly charsets: readonly (Charset | undefined)[];
  readonly level: number;
}

/** A property of the buffer object, which a reset makes anew. */
interface SavingBuffer extends XtermBuffer {
  savedModes?: SavedModes | undefined;
}

const FRESH: SavedModes = { origin: false, charsets: [], level: 0 };
const CHARSET_NUMBERS = [0, 1, 2, 3];

/** What was saved with the cursor; that of a fresh terminal where none was. */
export function savedModes(buffer: XtermBuffer): SavedModes {
  return (buffer as SavingBuffer).savedModes ?? FRESH;
}

/** Adds to DECSC and DECRC what xterm leaves out: origin mode, all character sets, underline styles and links. */
export function completeSavedCursor(core: XtermCore): void {
  const { _inputHandler: input, coreService, _charsetService: service } = core;
  const save = input.saveCursor.bind(input);
  const restore = input.restoreCursor.bind(input);
  const plain = input._curAttrData.extended.clone();
  input.saveCursor = (parameters) => {
    const { _charsets, glevel } = service;
    const charsets = CHARSET_NUMBERS.map((number) => (number === glevel ? service.charset : _charsets[number]));
    const buffer: SavingBuffer = input._activeBuffer;
    buffer.savedModes = { origin: coreService.decPrivateModes.origin, charsets, level: glevel };
    buffer.savedCurAttrData.extended = input._curAttrData.extended.clone();
    return save(parameters);
  };
  input.restoreCursor = (parameters) => {
    const { bg, extended } = input._activeBuffer.savedCurAttrData;
    const { origin, charsets, level } = savedModes(input._activeBuffer);
    coreService.decPrivateModes.origin = origin;
    input._curAttrData.extended = (bg & BACKGROUND_FLAG.extended ? extended : plain).clone();
    restore(parameters);
    for (const number of CHARSET_NUMBERS) service.setgCharset(number, charsets[number]);
    service.setgLevel(level);
    return true;
  };
  // DECSTR forgets the saved cursor.
  input._parser.registerCsiHandler({ intermediates: '!', final: 'p' }, () => {
    (input._activeBuffer as SavingBuffer).savedModes = undefined;
    return false;
  });
}
