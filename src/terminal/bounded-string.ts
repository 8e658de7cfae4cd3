import type { XtermStringHandler } from './xterm-internals.js';

const MAXIMUM_LENGTH = 65_536;

/** Collects the text of an OSC or DCS and hands it over; one that grows beyond 65,536 characters is dropped. */
export function boundedString(take: (data: string) => void): XtermStringHandler {
  let data = '';
  let overflow = false;
  const begin = () => {
    data = '';
    overflow = false;
  };
  const finish = (success: boolean) => {
    if (success && !overflow) take(data);
    begin();
    return true;
  };
  return {
    start: begin,
    hook: begin,
    put(codePoints, start, end) {
      if (overflow) return;
      if (data.length + end - start > MAXIMUM_LENGTH) {
        overflow = true;
        data = '';
        return;
      }
      for (let at = start; at < end; at += 1) data += String.fromCodePoint(codePoints[at]!);
    },
    end: finish,
    unhook: finish,
  };
}

/** Collects the first 65,536 characters of an OSC or DCS and hands them over; the rest is dropped. */
export function startOfString(take: (data: string) => void): XtermStringHandler {
  let data = '';
  const begin = () => {
    data = '';
  };
  const finish = (success: boolean) => {
    if (success) take(data);
    begin();
    return true;
  };
  return {
    start: begin,
    hook: begin,
    put(codePoints, start, end) {
      const kept = Math.min(end, start + MAXIMUM_LENGTH - data.length);
      for (let at = start; at < kept; at += 1) data += String.fromCodePoint(codePoints[at]!);
    },
    end: finish,
    unhook: finish,
  };
}

/** Swallows a string without looking at it. */
export const IGNORED_STRING: XtermStringHandler = {
  start() {},
  hook() {},
  put() {},
  end: () => true,
  unhook: () => true,
};
