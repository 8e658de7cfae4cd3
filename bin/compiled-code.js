const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { basename, dirname, join } = require('node:path');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

/** Before the code: checksums of the script and of the code. */
const HEAD_BYTES = 8;

/**
 * Requires scripts together with the code that V8 compiled of them in an earlier run, which saves a third of the time
 * that a short conversion takes. There is a file for each script and version of Node. One that is missing, damaged,
 * or made of another script or under other flags of V8 is passed over: compiling takes longer, that is all.
 */
class CompiledCode {
  #folder;
  #packages;
  #missing = [];

  /**
   * @param {string} folder where the code is
   * @param {readonly string[]} packages whose main script is required in the same way
   */
  constructor(folder, packages) {
    this.#folder = folder;
    this.#packages = packages;
  }

  /**
   * @param {string} path of a script in CommonJS that imports nothing dynamically
   * @param {string} name of its file of code, unique among the scripts
   */
  require(path, name = basename(path)) {
    const source = readFileSync(path);
    const target = `${name.replace('/', '-')}-${process.version}-${process.platform}-${process.arch}`;
    const file = join(this.#folder, target);
    const cachedData = readCode(file, source);
    const script = new Script(wrap(source.toString()), { filename: path, cachedData });
    if (cachedData === undefined) this.#missing.push({ file, source, script });
    const requireHere = createRequire(path);
    const requireOther = (other) =>
      this.#packages.includes(other) ? this.require(requireHere.resolve(other), other) : requireHere(other);
    const module = { exports: {} };
    script.runInThisContext()(module.exports, requireOther, module, path, dirname(path));
    return module.exports;
  }

  /**
   * Writes the code of scripts for which there was none. Call this when what later runs will need has been compiled.
   * Where nothing can be written, or others would not use it because Node was given flags, nothing happens.
   */
  keep() {
    if (process.execArgv.length > 0 || process.env.NODE_OPTIONS) return;
    for (const { file, source, script } of this.#missing) {
      const temporary = `${file}.${process.pid}.tmp`;
      try {
        mkdirSync(this.#folder, { recursive: true });
        const code = script.createCachedData();
        writeFileSync(temporary, Buffer.concat([checksums(source, code), code]), { flag: 'wx' });
        renameSync(temporary, file);
      } catch {
        tryToRemove(temporary);
      }
    }
  }
}

function tryToRemove(file) {
  try {
    rmSync(file, { force: true });
  } catch {
    // It is where nothing can be written.
  }
}

/** @returns the code of a script; undefined where there is none that belongs to it */
function readCode(file, source) {
  let bytes;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  const code = bytes.subarray(HEAD_BYTES);
  return bytes.subarray(0, HEAD_BYTES).equals(checksums(source, code)) ? code : undefined;
}

/** V8 itself compares its version, its flags and the script's length only. */
function checksums(source, code) {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(crc32(source), 0);
  head.writeUInt32LE(crc32(code), 4);
  return head;
}

module.exports = { CompiledCode };
