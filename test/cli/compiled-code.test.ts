/** Code that was compiled in an earlier run: used where it belongs to the script, passed over everywhere else. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { projectFolder } from '../support.js';
import { run, temporaryFolder } from './run.js';

interface CompiledCode {
  require(path: string): { answer(): number };
  keep(): void;
}
const { CompiledCode } = createRequire(import.meta.url)(join(projectFolder, 'bin/compiled-code.js')) as {
  CompiledCode: new (folder: string, packages: readonly string[]) => CompiledCode;
};

const scriptThatAnswers = (digit: number) => `exports.answer = () => ${digit};`;

/** A script, and the code that a first run left of it. */
function keptCode(context: TestContext) {
  const folder = temporaryFolder(context);
  const path = join(folder, 'script.cjs');
  const compiled = join(folder, 'compiled');
  writeFileSync(path, scriptThatAnswers(1));
  const first = new CompiledCode(compiled, []);
  assert.equal(first.require(path).answer(), 1);
  // Run with the flags of `node --test`, whatever they are.
  const { execArgv } = process;
  process.execArgv = [];
  first.keep();
  process.execArgv = execArgv;
  const names = readdirSync(compiled);
  assert.equal(names.length, 1);
  return {
    path,
    compiled,
    file: join(compiled, names[0]!),
    answer: () => new CompiledCode(compiled, []).require(path).answer(),
  };
}

/** Puts another script of the same length in the place of the first, with the code of the first: V8 sees no difference. */
function exchangeScript(
  { path, file }: { readonly path: string; readonly file: string },
  code = readFileSync(file),
): void {
  writeFileSync(path, scriptThatAnswers(2));
  code.writeUInt32LE(crc32(readFileSync(path)), 0);
  code.writeUInt32LE(crc32(code.subarray(8)), 4);
  writeFileSync(file, code);
}

test('code that belongs to the script is run', (context) => {
  const kept = keptCode(context);
  exchangeScript(kept);
  assert.equal(kept.answer(), 1);
});

test('code of another script is passed over, even one of the same length', (context) => {
  const { path, answer } = keptCode(context);
  writeFileSync(path, scriptThatAnswers(2));
  assert.equal(answer(), 2);
});

test('damaged code is passed over', (context) => {
  const kept = keptCode(context);
  exchangeScript(kept);
  const whole = readFileSync(kept.file);
  for (let at = 8; at < whole.length; at += 5) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 1;
    writeFileSync(kept.file, damaged);
    assert.equal(kept.answer(), 2, `byte ${at}`);
  }
  for (const length of [0, 1, 8, 9, whole.length - 1]) {
    writeFileSync(kept.file, whole.subarray(0, length));
    assert.equal(kept.answer(), 2, `${length} bytes`);
  }
});

test('code of another version of V8, or of other flags, is passed over', (context) => {
  const kept = keptCode(context);
  exchangeScript(kept);
  const program = `
    const { CompiledCode } = require(${JSON.stringify(join(projectFolder, 'bin/compiled-code.js'))});
    console.log(new CompiledCode(${JSON.stringify(kept.compiled)}, []).require(${JSON.stringify(kept.path)}).answer());`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--no-opt', '-e', program], { encoding: 'utf8' });
  assert.deepEqual({ stdout, stderr }, { stdout: '2\n', stderr: '' });
  const code = readFileSync(kept.file);
  // The second word of the code is V8's version.
  code.writeUInt32LE(code.readUInt32LE(12) ^ 1, 12);
  exchangeScript(kept, code);
  assert.equal(kept.answer(), 2);
});

test('where nothing can be written, nothing is', (context) => {
  const { path, file } = keptCode(context);
  const code = new CompiledCode(join(file, 'inside-of-a-file'), []);
  assert.equal(code.require(path).answer(), 1);
  code.keep();
});

test('a first run leaves code, and the picture is the same with it, without it and beside damaged code', async (context) => {
  const folder = temporaryFolder(context);
  // An installation of its own, without code.
  for (const name of readdirSync(projectFolder)) {
    if (name !== 'dist' && name !== 'bin') symlinkSync(join(projectFolder, name), join(folder, name));
  }
  cpSync(join(projectFolder, 'bin'), join(folder, 'bin'), { recursive: true });
  mkdirSync(join(folder, 'dist'));
  for (const name of readdirSync(join(projectFolder, 'dist'))) {
    if (name !== 'compiled') symlinkSync(join(projectFolder, 'dist', name), join(folder, 'dist', name));
  }
  const output = temporaryFolder(context);
  const compiled = join(folder, 'dist/compiled');
  const convert = async (name: string) => {
    const words = [join(projectFolder, 'examples/demo.cast'), join(output, name), '--quiet'];
    const { status, stderr } = await run(words, {
      command: join(folder, 'bin/cast2gif.js'),
      environment: { NODE_OPTIONS: '' },
    });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    return readFileSync(join(output, name));
  };
  const without = await convert('without.gif');
  const names = readdirSync(compiled);
  assert.equal(names.length, 3, names.join());
  assert.ok(names.every((name) => name.endsWith(`-${process.version}-${process.platform}-${process.arch}`)));
  const kept = names.map((name) => readFileSync(join(compiled, name)));
  assert.deepEqual(await convert('with.gif'), without);
  assert.deepEqual(
    names.map((name) => readFileSync(join(compiled, name))),
    kept,
  );
  for (const [at, name] of names.entries()) {
    const damaged = Buffer.from(kept[at]!);
    damaged[damaged.length >> 1]! ^= 0xff;
    writeFileSync(join(compiled, name), damaged);
  }
  assert.deepEqual(await convert('damaged.gif'), without);
});
