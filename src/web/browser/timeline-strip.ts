/** The length of the picture as a strip: when the screen changes, markers, the part to show, the moment of the still. */
import { activityOf, type OutputClock } from '../output-clock.js';
import type { RecordingOutline } from '../recording-outline.js';
import { clockText, spokenTime } from '../wording.js';
import { element } from './dom.js';

/** What is chosen on the strip, in seconds of the recording; undefined ends are the recording's. */
export interface ChosenTimes {
  readonly startSeconds?: number | undefined;
  readonly endSeconds?: number | undefined;
  /** Of the still; without it a full screen near the end. */
  readonly momentSeconds?: number | undefined;
}

type Handle = keyof ChosenTimes;

const BAR_COUNT = 160;
/** More than these would cover each other. */
const MOST_NAMED_MARKERS = 6;
/** Steps of the ruler, the least of which that makes at most so many ticks is taken. */
const RULER_STEPS_SECONDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
const MOST_TICKS = 8;
const STEP_SECONDS = 0.5;
const LARGE_STEP_SECONDS = 5;
/** The part is never shorter than this share of the whole. */
const SHORTEST_SHARE = 0.005;

const HANDLES: Readonly<Record<Handle, string>> = {
  startSeconds: 'Start of the part',
  endSeconds: 'End of the part',
  momentSeconds: 'Moment of the still',
};

/** The recording's activity over time, with handles for a part and a moment. */
export class TimelineStrip {
  readonly #track: HTMLElement;
  readonly #times = element('p', { class: 'times', 'aria-hidden': 'true' });
  readonly #ruler = element('div', { class: 'ruler', 'aria-hidden': 'true' });
  readonly #outline: RecordingOutline;
  readonly #onChange: (times: ChosenTimes) => void;
  readonly #handles: Readonly<Record<Handle, HTMLElement>>;
  readonly #outside = [element('div', { class: 'outside' }), element('div', { class: 'outside' })];
  readonly #playhead = element('div', { class: 'playhead' });
  readonly #bars = element('div', { class: 'bars', 'aria-hidden': 'true' });
  readonly #markers = element('div', { class: 'markers' });
  #clock: OutputClock;
  #chosen: ChosenTimes = {};

  constructor(
    place: HTMLElement,
    outline: RecordingOutline,
    clock: OutputClock,
    onChange: (times: ChosenTimes) => void,
  ) {
    this.#outline = outline;
    this.#clock = clock;
    this.#onChange = onChange;
    const handle = (name: Handle) => this.#makeHandle(name);
    this.#handles = {
      startSeconds: handle('startSeconds'),
      endSeconds: handle('endSeconds'),
      momentSeconds: handle('momentSeconds'),
    };
    const decoration = [this.#bars, ...this.#outside, this.#playhead, this.#markers];
    const { startSeconds, momentSeconds, endSeconds } = this.#handles;
    this.#track = element('div', { class: 'track' }, ...decoration, startSeconds, momentSeconds, endSeconds);
    this.#track.addEventListener('pointerdown', (event) => this.#pointAt(event));
    place.append(this.#head(), this.#track, this.#ruler);
    this.retime(clock);
  }

  #head(): HTMLElement {
    const help = 'Drag the ends; press anywhere to see that moment.';
    return element(
      'div',
      { class: 'timeline-head' },
      element('h2', { id: 'timeline-heading' }, 'Part to show'),
      element('p', { class: 'help' }, help),
      this.#times,
    );
  }

  /** Shows another clock: after a change of the idle limit or the speed. */
  retime(clock: OutputClock): void {
    this.#clock = clock;
    const bars = activityOf(this.#outline, clock, BAR_COUNT).map((height) => {
      const bar = element('i');
      bar.style.height = `${Math.round(height * 100)}%`;
      return bar;
    });
    this.#bars.replaceChildren(...bars);
    this.#ruler.replaceChildren(...rulerSeconds(clock.durationSeconds).map((seconds) => this.#makeTick(seconds)));
    this.#markers.replaceChildren(...this.#outline.markers.map((marker) => this.#makeMarker(marker)));
    this.#draw();
  }

  /** @param seconds of the recording with its pauses shortened */
  showPlayhead(seconds: number): void {
    this.#playhead.style.left = percent(seconds / (this.#clock.playerSeconds || 1));
  }

  #makeTick(seconds: number): HTMLElement {
    const tick = element('span', {}, clockText(seconds).replace(/\.0$/, ''));
    tick.style.left = percent(seconds / (this.#clock.durationSeconds || 1));
    return tick;
  }

  #makeMarker({ seconds, label }: RecordingOutline['markers'][number]): HTMLElement {
    const share = this.#shareOf(seconds);
    const isNamed = label !== '' && this.#outline.markers.length <= MOST_NAMED_MARKERS;
    const attributes = {
      type: 'button',
      class: share > 0.8 ? 'leftward' : '',
      title: label || 'marker',
      'aria-label': `Marker ${label} at ${spokenTime(this.#clock.toOutput(seconds))}: show this moment`,
      onpointerdown: (event: Event) => event.stopPropagation(),
      onclick: () => this.#choose('momentSeconds', this.#clock.toOutput(seconds)),
    };
    const button = element('button', attributes, ...(isNamed ? [element('span', {}, label)] : []));
    button.style.left = percent(share);
    return button;
  }

  #makeHandle(name: Handle): HTMLElement {
    const handle = element('div', {
      ...{ class: `handle ${name}`, role: 'slider', tabindex: 0, 'aria-label': HANDLES[name], 'aria-valuemin': 0 },
      onkeydown: (event) => this.#key(name, event as KeyboardEvent),
      onpointerdown: (event) => {
        event.stopPropagation();
        this.#drag(name, event as PointerEvent);
      },
    });
    return handle;
  }

  /** A press on the strip itself moves the moment of the still there, and drags it on. */
  #pointAt(event: PointerEvent): void {
    this.#choose('momentSeconds', this.#secondsAt(event));
    this.#drag('momentSeconds', event);
  }

  #drag(name: Handle, { pointerId }: PointerEvent): void {
    const handle = this.#handles[name];
    handle.focus();
    handle.setPointerCapture(pointerId);
    const move = (event: PointerEvent) => this.#choose(name, this.#secondsAt(event));
    const end = () => handle.removeEventListener('pointermove', move);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', end, { once: true });
  }

  #key(name: Handle, event: KeyboardEvent): void {
    const step = event.shiftKey ? LARGE_STEP_SECONDS : STEP_SECONDS;
    const now = this.#outputOf(name);
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: now - step,
      ArrowDown: now - step,
      ArrowRight: now + step,
      ArrowUp: now + step,
      PageDown: now - LARGE_STEP_SECONDS,
      PageUp: now + LARGE_STEP_SECONDS,
      Home: 0,
      End: this.#clock.durationSeconds,
    };
    const target = moves[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.#choose(name, target);
  }

  #secondsAt({ clientX }: PointerEvent): number {
    const { left, width } = this.#track.getBoundingClientRect();
    return ((clientX - left) / width) * this.#clock.durationSeconds;
  }

  /** Sets a time, held within the picture and the part's other end. */
  #choose(name: Handle, outputSeconds: number): void {
    const whole = this.#clock.durationSeconds;
    const shortest = whole * SHORTEST_SHARE;
    const lowest = name === 'endSeconds' ? this.#outputOf('startSeconds') + shortest : 0;
    const highest = name === 'startSeconds' ? this.#outputOf('endSeconds') - shortest : whole;
    const held = Math.min(highest, Math.max(lowest, outputSeconds));
    const isEdge = (name === 'startSeconds' && held <= 0) || (name === 'endSeconds' && held >= whole);
    this.#chosen = { ...this.#chosen, [name]: isEdge ? undefined : this.#clock.toRecorded(held) };
    this.#draw();
    this.#onChange(this.#chosen);
  }

  /** Where a handle stands, in seconds of the picture. */
  #outputOf(name: Handle): number {
    const seconds = this.#chosen[name];
    if (seconds !== undefined) return this.#clock.toOutput(seconds);
    return name === 'startSeconds' ? 0 : this.#clock.durationSeconds;
  }

  #shareOf(recordedSeconds: number): number {
    return this.#clock.toOutput(recordedSeconds) / (this.#clock.durationSeconds || 1);
  }

  #draw(): void {
    const whole = this.#clock.durationSeconds || 1;
    for (const name of Object.keys(HANDLES) as Handle[]) {
      const seconds = this.#outputOf(name);
      const handle = this.#handles[name];
      handle.style.left = percent(seconds / whole);
      handle.setAttribute('aria-valuemax', whole.toFixed(1));
      handle.setAttribute('aria-valuenow', seconds.toFixed(1));
      handle.setAttribute('aria-valuetext', spokenTime(seconds));
    }
    this.#handles.momentSeconds.classList.toggle('unset', this.#chosen.momentSeconds === undefined);
    const [start, end] = [this.#outputOf('startSeconds'), this.#outputOf('endSeconds')];
    this.#outside[0]!.style.width = percent(start / whole);
    this.#outside[1]!.style.left = percent(end / whole);
    this.#times.replaceChildren(
      `${clockText(start)} to ${clockText(end)} · `,
      element('strong', {}, `${clockText(end - start)} of ${clockText(this.#clock.durationSeconds)}`),
    );
  }
}

function percent(share: number): string {
  return `${(Math.min(1, Math.max(0, share)) * 100).toFixed(3)}%`;
}

/** Round times from the start to the end. */
function rulerSeconds(durationSeconds: number): number[] {
  const step = RULER_STEPS_SECONDS.find((each) => durationSeconds / each < MOST_TICKS) ?? durationSeconds / MOST_TICKS;
  return Array.from({ length: Math.floor(durationSeconds / step) + 1 }, (_, index) => index * step);
}
