import type { Command } from './command.js';
import { VERSION_ROW } from './shared-rows.js';

/** `cast2gif edit`. */
export const EDIT = {
  help: 'Write a recording that is cut, played at other speeds, renamed, or without its secrets',
  operands: [
    { name: 'RECORDING', kind: 'path' },
    { name: 'OUTPUT', kind: 'path' },
  ],
  options: {
    select: {
      kind: 'selection',
      flag: 'select',
      defaultText: 'everything',
      help: 'Parts to keep, in recorded time: 10..1:20, ..50% or marker:intro..; several are joined by commas',
    },
    speed: {
      kind: 'text',
      list: 'repeated',
      flag: 'speed',
      placeholder: '[PART=]N',
      help: 'Speed of everything, or of a part in recorded time: 12..20=4; can be given several times',
    },
    idleTimeLimit: {
      kind: 'number',
      flag: 'idle-time-limit',
      aliases: ['i'],
      unit: 'seconds',
      minimum: 0,
      aboveMinimum: true,
      maximum: 86_400,
      defaultText: 'pauses are kept',
      help: 'Shorten pauses that are longer than this, before anything else; times in other options are those after that',
    },
    title: { kind: 'text', flag: 'title', defaultText: "the recording's", help: 'New title; an empty one removes it' },
    marker: {
      kind: 'text',
      list: 'repeated',
      flag: 'marker',
      placeholder: 'OLD=NEW',
      help: 'Rename a marker, by its label or its number from 0; an empty name removes it; can be given several times',
    },
    redact: {
      kind: 'text',
      list: 'repeated',
      flag: 'redact',
      placeholder: 'REGEX',
      help: 'Put asterisks in place of what matches; "secrets" stands for well-known tokens and keys; can be given several times',
    },
    castVersion: VERSION_ROW,
  },
} as const satisfies Command;
