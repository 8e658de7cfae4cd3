/** The first page: a recording is brought, its picture is chosen and made. */
import { PAGE_FACTS_ID, type PageFacts } from '../page-facts.js';
import { byId } from './dom.js';
import { keepStillInSight } from './in-sight.js';
import { listenForRecordings, openNamedRecording } from './opening.js';
import type { BroughtRecording } from './recording-file.js';
import { Workbench } from './workbench.js';

const facts = JSON.parse(byId(PAGE_FACTS_ID).textContent ?? '{}') as PageFacts;
let workbench: Workbench | undefined;

function open(recording: BroughtRecording): void {
  workbench?.close();
  show('workbench');
  workbench = new Workbench(recording, facts);
  scrollTo({ top: 0 });
  byId('recording-name').focus();
}

function start(): void {
  workbench?.close();
  workbench = undefined;
  history.replaceState(null, '', location.pathname);
  show('opening');
  byId('choose').focus();
}

function show(name: 'opening' | 'workbench'): void {
  byId('opening').hidden = name !== 'opening';
  byId('workbench').hidden = name !== 'workbench';
  document.body.dataset.view = name;
}

keepStillInSight();
listenForRecordings(facts, open);
openNamedRecording(open);
byId('another').addEventListener('click', start);
