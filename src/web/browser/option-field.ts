/** A form control for any option; the option table says what it takes. */
import { Cast2gifError } from '../../errors.js';
import { defaultText, valuesText } from '../../options/describe.js';
import type { OptionRow } from '../../options/table.js';
import { readValue } from '../../options/value.js';
import type { OptionValue } from '../../options/value-row.js';
import { type RequestOption, titleOf } from '../picture-options.js';
import { element } from './dom.js';

/** Told a new value; undefined stands for the default. */
export type OnOption = (value: OptionValue | undefined) => void;

/** Up to this many choices are shown side by side. */
const MOST_SEGMENTS = 5;
/** Above this ratio of its bounds a slider works by factors, not by steps. */
const WIDE_RANGE = 50;
const SLIDER_STEPS = 200;

/** Makes the control with its label, help and error. @param usual the default in effect, unless the row has it */
export function optionField({ name, row }: RequestOption, onOption: OnOption, usual?: number): HTMLElement {
  const id = `option-${name}`;
  if (row.kind === 'boolean') return switchField(id, row, onOption);
  if (row.kind === 'choice') return choiceField(id, row, onOption);
  return textField(id, row, onOption, usual);
}

function switchField(id: string, row: OptionRow, onOption: OnOption): HTMLElement {
  const input = element('input', { type: 'checkbox', id, checked: row.default === true });
  input.addEventListener('change', () => onOption(input.checked === row.default ? undefined : input.checked));
  const text = element('span', {}, titleOf(row), element('small', {}, row.help));
  return element('label', { class: 'field switch', for: id }, input, text);
}

function choiceField(id: string, row: OptionRow, onOption: OnOption): HTMLElement {
  const choices = row.choices ?? [];
  const change = (choice: string) => onOption(choice === row.default || choice === '' ? undefined : choice);
  if (choices.length > MOST_SEGMENTS || row.default === undefined) return selectField(id, row, change);
  const segments = choices.map((choice) => {
    const input = element('input', { type: 'radio', name: id, value: choice, checked: choice === row.default });
    input.addEventListener('change', () => change(choice));
    return element('label', {}, input, element('span', { 'data-choice': choice }, choice));
  });
  return element(
    'fieldset',
    { class: 'field segments', title: row.help },
    element('legend', {}, titleOf(row)),
    element('div', {}, ...segments),
  );
}

function selectField(id: string, row: OptionRow, change: (choice: string) => void): HTMLElement {
  const noChoice = row.default === undefined ? [element('option', { value: '' }, defaultText(row) || 'default')] : [];
  const choices = (row.choices ?? []).map((choice) =>
    element('option', { value: choice, selected: choice === row.default }, choice),
  );
  const select = element('select', { id }, ...noChoice, ...choices);
  select.addEventListener('change', () => change(select.value));
  return labelledField(id, row, select);
}

function textField(id: string, row: OptionRow, onOption: OnOption, usual: number | undefined): HTMLElement {
  const isNumber = row.kind === 'number' || row.kind === 'integer';
  const byDefault = usual === undefined ? defaultText(row) : String(usual);
  const input = element('input', {
    ...{ id, type: 'text', autocomplete: 'off', spellcheck: 'false', placeholder: byDefault },
    inputmode: isNumber && row.words === undefined ? 'decimal' : undefined,
    'aria-describedby': `${id}-help ${id}-error`,
  });
  const error = element('p', { class: 'error', id: `${id}-error`, role: 'status' });
  const slider = isNumber ? sliderFor(row, input, Number(byDefault)) : undefined;
  input.addEventListener('input', () => {
    const result = read(row, input.value);
    error.textContent = result.problem ?? '';
    input.setAttribute('aria-invalid', String(result.problem !== undefined));
    if (result.problem === undefined) onOption(result.value);
  });
  return labelledField(id, row, element('div', { class: 'inputs' }, ...(slider ? [slider] : []), input), error);
}

/** A slider that writes into a field of numbers, and follows it; undefined where a bound or the default is not known. */
function sliderFor(row: OptionRow, input: HTMLInputElement, usual: number): HTMLInputElement | undefined {
  const { minimum, maximum } = row;
  if (minimum === undefined || maximum === undefined || Number.isNaN(usual)) return undefined;
  const lowest = minimum > 0 ? minimum : row.kind === 'integer' ? 0 : maximum / 1000;
  const isWide = lowest > 0 && maximum / lowest > WIDE_RANGE;
  const toValue = (share: number) =>
    isWide ? lowest * (maximum / lowest) ** share : lowest + (maximum - lowest) * share;
  const toShare = (value: number) =>
    isWide ? Math.log(value / lowest) / Math.log(maximum / lowest) : (value - lowest) / (maximum - lowest);
  const slider = element('input', {
    type: 'range',
    min: 0,
    max: SLIDER_STEPS,
    'aria-label': `${titleOf(row)}, slider`,
  });
  const follow = () => {
    const value = Number(input.value || usual);
    if (value >= lowest && value <= maximum) slider.value = String(Math.round(toShare(value) * SLIDER_STEPS));
    slider.setAttribute('aria-valuetext', `${input.value || usual}${row.unit ? ` ${row.unit}` : ''}`);
  };
  input.addEventListener('input', follow);
  slider.addEventListener('input', () => {
    input.value = String(rounded(toValue(Number(slider.value) / SLIDER_STEPS), row));
    input.dispatchEvent(new Event('input'));
  });
  follow();
  return slider;
}

/** Two digits that count, or whole numbers where the range is of those. */
function rounded(value: number, row: OptionRow): number {
  if (row.kind === 'integer' || value >= 10) return Math.round(value);
  return Number(value.toPrecision(2));
}

function labelledField(id: string, row: OptionRow, control: HTMLElement, ...rest: HTMLElement[]): HTMLElement {
  const values = valuesText(row);
  const unit = row.unit === undefined ? '' : ` (${row.unit})`;
  const help = row.kind === 'choice' ? row.help : `${row.help}${values && `. ${values}${unit}`}`;
  return element(
    'div',
    { class: 'field' },
    element('label', { for: id, title: help }, titleOf(row)),
    control,
    element('p', { class: 'help', id: `${id}-help` }, help),
    ...rest,
  );
}

/** The value that a text stands for, or what is wrong with it. */
function read(row: OptionRow, text: string): { readonly value?: OptionValue; readonly problem?: string } {
  if (text.trim() === '') return {};
  try {
    const value = readValue(row, text.trim(), 'query', { label: titleOf(row) });
    return value === row.default ? {} : { value };
  } catch (error) {
    if (error instanceof Cast2gifError) return { problem: error.message };
    throw error;
  }
}
