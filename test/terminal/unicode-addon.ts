import { createRequire } from 'node:module';
import type { CodePointProperties } from '#cast2gif/terminal/code-points.js';

interface UnicodeProvider {
  readonly version: string;
  charProperties(codePoint: number, preceding: number): number;
}

/**
 * What @xterm/addon-unicode-graphemes knows of code points: the source of src/terminal/code-point-table.ts.
 * The addon decodes its tables from base64 as it loads, and misreads them where `Buffer` hands out a slice of its
 * pool (xterm.js issue 6079); without a pool it does not.
 */
export function addonProperties(): (codePoint: number) => CodePointProperties {
  Buffer.poolSize = 0;
  const require = createRequire(import.meta.url);
  const addon = require('@xterm/addon-unicode-graphemes') as typeof import('@xterm/addon-unicode-graphemes');
  const providers: UnicodeProvider[] = [];
  const registry = { register: (provider: UnicodeProvider) => providers.push(provider), activeVersion: '' };
  const terminal = { unicode: registry } as unknown;
  new addon.UnicodeGraphemesAddon().activate(
    terminal as Parameters<typeof addon.UnicodeGraphemesAddon.prototype.activate>[0],
  );
  const provider = providers.find(({ version }) => version === '15-graphemes')!;
  return (codePoint) => {
    const packed = provider.charProperties(codePoint, 0);
    return { breakClass: (packed >> 3) & 0xf, width: (packed >> 1) & 3 };
  };
}
