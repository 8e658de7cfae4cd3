// Compiles the WebAssembly kernel of the GIF encoder, unless the last result is newer than its source.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const compiler = fileURLToPath(new URL('../node_modules/assemblyscript/bin/asc.js', import.meta.url));
const sources = fileURLToPath(new URL('../assembly/', import.meta.url));
const target = fileURLToPath(new URL('../dist/encode/gif/kernel.wasm', import.meta.url));
const FLAGS = ['-O3', '--runtime', 'stub', '--enable', 'simd', '--noAssert'];

/** The flags above, the compiler's version and the sources decide the kernel's bytes. */
function isUpToDate() {
  const inputs = [...readdirSync(sources).map((name) => sources + name), compiler, fileURLToPath(import.meta.url)];
  const built = statSync(target, { throwIfNoEntry: false });
  return built !== undefined && inputs.every((input) => statSync(input).mtimeMs < built.mtimeMs);
}

if (!isUpToDate()) {
  const { status } = spawnSync(process.execPath, [compiler, `${sources}gif-kernel.ts`, '-o', target, ...FLAGS], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
