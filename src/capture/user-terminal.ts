/** The terminal of the person who records. */
import type { ReadStream, WriteStream } from 'node:tty';

/** What the person does. */
export interface UserActions {
  readonly type: (data: Buffer) => void;
  readonly resize: (columns: number, rows: number) => void;
}

/** Keys of the person go to the program, its output to the person. */
export interface UserTerminal {
  show(text: string): void;
  /** From here on keys and new sizes of the window are passed on. */
  connect(actions: UserActions): void;
  /** The terminal is as it was before. May be called again. */
  disconnect(): void;
}

/** The user's own terminal, and what of it the recorded program gets. */
export interface UserTerminalOptions {
  /** Undefined: nothing is typed, as where a script does that. */
  readonly input: ReadStream | undefined;
  readonly output: WriteStream;
  /** Whether new sizes of the window count. */
  readonly followsSize: boolean;
}

/** Opens the terminal. Its raw mode ends with `disconnect`, and whenever this process ends. */
export function openUserTerminal({ input, output, followsSize }: UserTerminalOptions): UserTerminal {
  let disconnect = () => {};
  return {
    show: (text) => void output.write(text),
    connect: ({ type, resize }) => {
      const onResize = () => resize(output.columns, output.rows);
      const restore = () => void input?.setRawMode(false);
      if (followsSize) output.on('resize', onResize);
      input?.setRawMode(true);
      input?.on('data', type).resume();
      process.on('exit', restore);
      disconnect = () => {
        output.off('resize', onResize);
        input?.off('data', type).pause();
        restore();
        process.off('exit', restore);
        disconnect = () => {};
      };
    },
    disconnect: () => disconnect(),
  };
}
