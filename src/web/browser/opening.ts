/** The first sight of the page: drop a recording, choose one, paste one, or give an address. */
import type { PageFacts } from '../page-facts.js';
import { bytesText, formatName, periodText } from '../wording.js';
import { byId, element } from './dom.js';
import { type Brought, type BroughtRecording, bringRecording } from './recording-file.js';
import { fetchRecording } from './service-requests.js';

const PASTED_NAME = 'pasted.cast';
const EXAMPLE_NAME = 'demo.cast';

/** Listens for recordings for as long as the page is open. @param onRecording called with each one */
export function listenForRecordings(facts: PageFacts, onRecording: (recording: BroughtRecording) => void): void {
  const take = (brought: Brought) => takeRecording(facts, brought).then(onRecording);
  const takeFile = (blob: File) => take({ name: blob.name, blob, isOnDisk: true });
  const attempt = (taking: () => Promise<void>) => void showingProblems(taking);
  listenForDrops((file) => attempt(() => takeFile(file)));
  listenForPaste((text) => attempt(() => take({ name: PASTED_NAME, blob: new Blob([text]), isOnDisk: false })));
  const chooser = byId<HTMLInputElement>('file');
  chooser.addEventListener('change', () => {
    const [file] = chooser.files ?? [];
    chooser.value = '';
    if (file !== undefined) attempt(() => takeFile(file));
  });
  byId('choose').addEventListener('click', () => chooser.click());
  byId('keep').textContent = periodText(facts.keepSeconds);
  byId('becomes').replaceChildren(...facts.formats.map((format) => element('li', {}, formatName(format))));
  if (!facts.canRender) byId('opening-problem').textContent = 'This server renders only for its owners.';
  byId('example').addEventListener('click', () =>
    attempt(async () => take({ name: EXAMPLE_NAME, blob: await fetchOwn(facts.example), isOnDisk: false })),
  );
  listenForAddress(facts, (address) =>
    attempt(async () => {
      const blob = await fetchRecording(address, new AbortController().signal);
      await take({ name: nameOf(address), blob, isOnDisk: false, address });
    }),
  );
}

/** Brings the recording that the address of the page names (`?recording=<id>`), one that the service keeps. */
export function openNamedRecording(onRecording: (recording: BroughtRecording) => void): void {
  const id = new URLSearchParams(location.search).get('recording');
  if (id === null) return;
  void showingProblems(async () => {
    const page = `a/${encodeURIComponent(id)}`;
    const [blob, title] = await Promise.all([fetchOwn(`${page}.cast`), titleOn(page)]);
    onRecording(await bringRecording({ name: `${id}.cast`, blob, isOnDisk: false, page, ...(title && { title }) }));
  });
}

/** What the page of a recording calls it; undefined where it does not say. */
async function titleOn(page: string): Promise<string | undefined> {
  const html = await fetchOwn(page).catch(() => undefined);
  const shown = html && new DOMParser().parseFromString(await html.text(), 'text/html');
  return shown?.querySelector('h1')?.textContent ?? undefined;
}

async function takeRecording({ maximumUploadBytes }: PageFacts, brought: Brought): Promise<BroughtRecording> {
  const { name, blob } = brought;
  if (blob.size === 0) throw new Error(`${name} is empty.`);
  const recording = await bringRecording(brought);
  if (recording.body.size > maximumUploadBytes) {
    throw new Error(
      `${name} is too large: ${bytesText(recording.body.size)}. This server takes ${bytesText(maximumUploadBytes)}.`,
    );
  }
  return recording;
}

async function showingProblems(taking: () => Promise<void>): Promise<void> {
  const place = byId('opening-problem');
  place.textContent = '';
  document.body.classList.add('busy');
  try {
    await taking();
  } catch (error) {
    place.textContent = (error as Error).message;
  } finally {
    document.body.classList.remove('busy');
  }
}

function listenForDrops(onFile: (file: File) => void): void {
  let depth = 0;
  const mark = (change: number) => {
    depth = Math.max(0, depth + change);
    document.body.classList.toggle('dragging', depth > 0);
  };
  addEventListener('dragenter', () => mark(1));
  addEventListener('dragleave', () => mark(-1));
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    mark(-depth);
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) onFile(file);
  });
}

function listenForPaste(onText: (text: string) => void): void {
  addEventListener('paste', (event) => {
    if (event.target instanceof HTMLInputElement) return;
    const text = event.clipboardData?.getData('text') ?? '';
    if (text.trim() !== '') onText(text);
  });
}

function listenForAddress({ takesAddresses }: PageFacts, onAddress: (address: string) => void): void {
  const form = byId<HTMLFormElement>('address-form');
  form.hidden = !takesAddresses;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    onAddress(byId<HTMLInputElement>('address').value.trim());
  });
}

async function fetchOwn(path: string): Promise<Blob> {
  const response = await fetch(path).catch(() => undefined);
  if (response?.status === 404) throw new Error('There is no such recording.');
  if (!response?.ok) throw new Error('The server does not answer; try again in a moment.');
  return response.blob();
}

/** The last part of an address: what a file of it would be called. */
function nameOf(address: string): string {
  const last = URL.canParse(address) ? new URL(address).pathname.split('/').at(-1) : '';
  return last || 'recording.cast';
}
