/**
 * `/a/<id>.js`: puts the player where its script element stands, into a page anywhere. It takes the attributes that the
 * script of an asciinema server takes, and gives what it adds the same names, so that styles of the page go on to work.
 */
import { PLAYER_PARAMETERS } from '../player-parameters.js';
import { CONTROLS_PX, terminalProportion } from '../player-size.js';

const { id, title, columns, rows } = EMBEDDED_RECORDING;

/**
 * The element that this script came from, of several in a page, and several of the same recording. Where another script
 * runs it, that is not known: then it is the first that shows nothing yet.
 */
function findScript(): HTMLScriptElement | undefined {
  const all = Array.from(document.querySelectorAll('script'));
  return [document.currentScript, ...all].find(isForThis);
}

function isForThis(element: unknown): element is HTMLScriptElement {
  if (!(element instanceof HTMLScriptElement) || 'initialized' in element.dataset) return false;
  return element.src.replace(/[?#].*$/, '').endsWith(`/a/${id}.js`);
}

function embed(script: HTMLScriptElement): void {
  script.dataset.initialized = '1';
  const frame = document.createElement('iframe');
  frame.src = addressFor(script);
  frame.title = title;
  frame.allowFullscreen = true;
  frame.loading = 'lazy';
  Object.assign(frame.style, {
    ...FILLING,
    border: '0',
    margin: '0',
    padding: '0',
    maxWidth: 'none',
    maxHeight: 'none',
  });
  const container = document.createElement('div');
  container.className = 'asciicast';
  Object.assign(container.style, {
    ...PLACE,
    paddingBottom: `calc(${proportionFor(script) * 100}% + ${CONTROLS_PX}px)`,
  });
  name(container, `asciicast-container-${id}`);
  name(frame, `asciicast-iframe-${id}`);
  container.append(frame);
  script.after(container);
}

/** The padding gives the container its height, as a share of its width. */
const PLACE = {
  ...{ display: 'block', float: 'none', position: 'relative', boxSizing: 'content-box', overflow: 'hidden' },
  ...{ width: '100%', height: '0', margin: '20px 0', padding: '0', colorScheme: 'light dark' },
};
const FILLING = { display: 'block', position: 'absolute', top: '0', left: '0', width: '100%', height: '100%' };

/** The same recording may be shown twice: only the first has the id. */
function name(element: HTMLElement, wanted: string): void {
  if (document.getElementById(wanted) === null) element.id = wanted;
}

function addressFor({ src, dataset }: HTMLScriptElement): string {
  const address = new URL(src);
  address.pathname = address.pathname.replace(/\.js$/, '/iframe');
  address.hash = '';
  for (const parameter of PLAYER_PARAMETERS) {
    const value = dataset[parameter];
    if (value !== undefined) address.searchParams.set(parameter, value);
  }
  return address.href;
}

function proportionFor({ dataset }: HTMLScriptElement): number {
  return terminalProportion({ columns: count(dataset.cols) ?? columns, rows: count(dataset.rows) ?? rows });
}

function count(text = ''): number | undefined {
  return /^[1-9]\d{0,2}$/.test(text) ? Number(text) : undefined;
}

const script = findScript();
if (script !== undefined) embed(script);
