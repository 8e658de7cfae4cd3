/** One recording on the page: it plays, its picture follows the options, and is made. */
import type { RenderOptions } from '../../options/render-options.js';
import type { RenderOptionName } from '../../options/table.js';
import type { OptionValue } from '../../options/value-row.js';
import { OutputClock } from '../output-clock.js';
import type { PageFacts } from '../page-facts.js';
import { queryOf, REQUEST_OPTIONS, requestOption } from '../picture-options.js';
import type { RecordingOutline } from '../recording-outline.js';
import { bytesText, spokenTime } from '../wording.js';
import { byId, debounced } from './dom.js';
import { MakeBar, type PictureOrder } from './make-bar.js';
import { optionField } from './option-field.js';
import { PlayerPane } from './player-pane.js';
import type { BroughtRecording } from './recording-file.js';
import { showResult } from './result-panel.js';
import { describePicture, type MadePicture } from './service-requests.js';
import { StillPane } from './still-pane.js';
import { themePicker } from './theme-picker.js';
import { type ChosenTimes, TimelineStrip } from './timeline-strip.js';

/** What the program does where neither the visitor nor the recording says anything. */
const USUAL_IDLE_SECONDS = 5;
const USUAL_LAST_FRAME_SECONDS = 3;

/** Options with a place of their own; all others are under "More options". */
const FIRST_OPTIONS = [
  'window',
  'fontSizePx',
  'scale',
  'speed',
  'idleTimeLimitSeconds',
] as const satisfies readonly RenderOptionName[];
/** Options that other controls set. */
const ELSEWHERE: readonly RenderOptionName[] = ['theme', 'select', 'at', 'for', 'strict', 'times', ...FIRST_OPTIONS];

/** Everything about one recording: its still, its player, its options, its pictures. */
export class Workbench {
  readonly #recording: BroughtRecording;
  readonly #facts: PageFacts;
  readonly #still: StillPane;
  readonly #player: PlayerPane;
  readonly #make: MakeBar;
  #timeline: TimelineStrip | undefined;
  #options: Partial<Record<RenderOptionName, OptionValue>> = {};
  #times: ChosenTimes = {};
  /** What the picture that is shown was made of. */
  #made: PictureOrder | undefined;
  readonly #paceSoon = debounced(() => this.#followPace(), 250);

  constructor(recording: BroughtRecording, facts: PageFacts) {
    this.#recording = recording;
    this.#facts = facts;
    this.#player = new PlayerPane(byId('player'), (seconds) => this.#timeline?.showPlayhead(seconds));
    const place = { picture: byId('still'), facts: byId('still-facts') };
    this.#still = new StillPane(place, recording, facts.requestsPerMinute, () => this.#make.enable());
    this.#make = new MakeBar(recording, facts, {
      orderFor: (format, site) => ({
        format,
        options: this.#optionsFor(site),
        durationSeconds: this.#partSeconds(),
      }),
      onMade: (order, made, tookSeconds) => this.#showMade(order, made, tookSeconds),
    });
    this.#describe();
    this.#showTimeline();
    this.#showOptions();
    this.#refresh();
    this.#followPace();
  }

  #describe(): void {
    const { name, title, byteLength, outline, page } = this.#recording;
    const heading = byId('recording-name');
    heading.textContent = title ?? name;
    heading.classList.toggle('is-title', title !== undefined);
    const wayBack = byId<HTMLAnchorElement>('way-back');
    wayBack.hidden = page === undefined;
    wayBack.href = page ?? '.';
    const size = outline === undefined ? '' : ` · ${outline.columns} × ${outline.rows} · asciicast v${outline.version}`;
    byId('recording-facts').textContent = `${bytesText(byteLength)}${size}`;
    byId('panes').style.setProperty('--shape', outline === undefined ? '2' : shapeOf(outline));
  }

  #showTimeline(): void {
    const { outline } = this.#recording;
    const place = byId('timeline');
    place.replaceChildren();
    place.hidden = outline === undefined || outline.eventSeconds.length === 0;
    if (outline === undefined || place.hidden) return;
    this.#timeline = new TimelineStrip(place, outline, this.#clock()!, (times) => this.#chooseTimes(times));
  }

  #showOptions(): void {
    const set = (name: RenderOptionName) => (value: OptionValue | undefined) => this.#set(name, value);
    const usualIdleSeconds = this.#pace().idleTimeLimitSeconds;
    const field = (name: RenderOptionName) => {
      const usual = name === 'idleTimeLimitSeconds' ? usualIdleSeconds : undefined;
      return optionField(requestOption(name, this.#facts.bounds), set(name), usual);
    };
    byId('themes').replaceChildren(themePicker(undefined, set('theme')));
    byId('first-options').replaceChildren(...FIRST_OPTIONS.map(field));
    const others = REQUEST_OPTIONS.filter((name) => !ELSEWHERE.includes(name));
    byId('more-options').replaceChildren(...others.map(field));
    byId('result').replaceChildren();
    byId('result-section').hidden = true;
  }

  #set(name: RenderOptionName, value: OptionValue | undefined): void {
    this.#options = { ...this.#options, [name]: value };
    if (['speed', 'idleTimeLimitSeconds', 'theme'].includes(name)) this.#paceSoon();
    this.#refresh();
  }

  #chooseTimes(times: ChosenTimes): void {
    const clock = this.#clock();
    const seconds = this.#stillSeconds(this.#times, times);
    this.#times = times;
    if (seconds !== undefined && clock !== undefined) {
      this.#player.seek(clock.toOutput(seconds) * this.#pace().speed);
    }
    this.#refresh(seconds);
  }

  /** While an end of the part is moved, the still shows that end. */
  #stillSeconds(before: ChosenTimes, now: ChosenTimes): number | undefined {
    if (before.startSeconds !== now.startSeconds) return now.startSeconds ?? 0;
    if (before.endSeconds !== now.endSeconds) return now.endSeconds ?? this.#recording.outline?.eventSeconds.at(-1);
    return now.momentSeconds;
  }

  /** Shows the still that the options now give. @param recordedSeconds its moment; that which was chosen unless given */
  #refresh(recordedSeconds: number | undefined = this.#times.momentSeconds): void {
    const clock = this.#clock();
    const at = recordedSeconds === undefined ? undefined : clock?.toOutput(recordedSeconds);
    const atText = at === undefined ? undefined : text(at);
    const query = queryOf('png', {
      ...this.#chosenOptions(),
      select: undefined,
      ...(atText !== undefined && { at: atText }),
    });
    const moment = at === undefined ? 'near its end' : `at ${spokenTime(at)}`;
    this.#still.show({ query, altText: `The picture ${moment}` });
    this.#make.noteChange();
    byId('result-stale').hidden = !this.#hasChanged();
  }

  /** Whether the picture that is shown was made with other options. */
  #hasChanged(): boolean {
    if (this.#made === undefined) return false;
    const { format, options } = this.#made;
    return queryOf(format, this.#optionsFor(options.for)) !== queryOf(format, options);
  }

  /** Player and timeline follow speed, idle limit and theme. */
  #followPace(): void {
    const clock = this.#clock();
    if (clock !== undefined) this.#timeline?.retime(clock);
    const { text: recordingText } = this.#recording;
    const { player } = this.#facts;
    if (recordingText === undefined || player === undefined) {
      const why =
        player === undefined ? 'The player is not installed on this server.' : 'The player cannot read this file.';
      this.#player.explain(why);
      return;
    }
    const { theme } = this.#chosenOptions();
    const posterSeconds = (clock?.playerSeconds ?? 0) / 2;
    this.#player.play(player, { text: recordingText, theme, posterSeconds, ...this.#pace() }).catch((error: Error) => {
      this.#player.explain(error.message);
    });
  }

  #pace() {
    const { speed = 1, idleTimeLimitSeconds = this.#recording.outline?.idleTimeLimitSeconds ?? USUAL_IDLE_SECONDS } =
      this.#chosenOptions();
    return { speed, idleTimeLimitSeconds: Number(idleTimeLimitSeconds) };
  }

  #clock(): OutputClock | undefined {
    const { outline } = this.#recording;
    return outline && new OutputClock(outline.eventSeconds, this.#pace());
  }

  #chosenOptions(): RenderOptions {
    // Every value has been read by its row, which is what the type says.
    return this.#options as RenderOptions;
  }

  /** All options, the part included. */
  #optionsFor(site: string | undefined): RenderOptions {
    const { startSeconds, endSeconds } = this.#times;
    const clock = this.#clock();
    const end = (seconds: number | undefined) => (seconds === undefined || !clock ? '' : text(clock.toOutput(seconds)));
    const isPart = startSeconds !== undefined || endSeconds !== undefined;
    return {
      ...this.#chosenOptions(),
      ...(isPart && { select: `${end(startSeconds)}..${end(endSeconds)}` }),
      ...(site !== undefined && { for: site as NonNullable<RenderOptions['for']> }),
    };
  }

  #partSeconds(): number | undefined {
    const clock = this.#clock();
    if (clock === undefined) return undefined;
    const { startSeconds = 0, endSeconds } = this.#times;
    const end = endSeconds === undefined ? clock.durationSeconds : clock.toOutput(endSeconds);
    return (
      end - clock.toOutput(startSeconds) + (this.#chosenOptions().lastFrameDurationSeconds ?? USUAL_LAST_FRAME_SECONDS)
    );
  }

  async #showMade(order: PictureOrder, made: MadePicture, tookSeconds: number): Promise<void> {
    this.#made = order;
    byId('result-stale').hidden = !this.#hasChanged();
    const section = byId('result-section');
    section.hidden = false;
    const altText = (await describePicture(made.path)) ?? this.#plainDescription();
    await showResult(
      byId('result'),
      { ...order, recording: this.#recording, made, tookSeconds, altText },
      { facts: this.#facts, onFit: (wanted) => this.#make.makeFor(order.format, wanted) },
    );
    section.scrollIntoView({ behavior: 'smooth', block: 'start' });
    byId('result-heading').focus({ preventScroll: true });
  }

  #plainDescription(): string {
    const { title, outline, name } = this.#recording;
    return `Terminal recording: ${title ?? outline?.title ?? name}`;
  }

  close(): void {
    this.#still.close();
    this.#player.close();
    this.#make.close();
  }
}

/** Width to height of a screen: cells are half as wide as they are tall, nearly. */
function shapeOf({ columns, rows }: RecordingOutline): string {
  const cellShape = 0.45;
  return String(Math.min(4, Math.max(0.8, (columns / rows) * cellShape)));
}

/** Seconds as an option spells them. */
function text(seconds: number): string {
  return String(Number(seconds.toFixed(3)));
}
