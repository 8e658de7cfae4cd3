/** Shells' prompts, as far as they can be told apart from other text. */

/**
 * A prompt: at most four words up to one of the signs that hardly mean anything else, or one word (two with a
 * user's name) up to one that often does.
 */
const PROMPT_PATTERN = '\\s*(?:(?:\\S+\\s){0,3}\\S*[$❯➜»λ]|(?:\\S+@\\S+\\s)?\\S{0,60}[#%>])';
const PROMPT_ALONE = new RegExp(`^${PROMPT_PATTERN}$`, 'u');
/** A prompt, then what was typed. */
const COMMAND = new RegExp(`^(${PROMPT_PATTERN})\\s+((?:# )?[\\p{L}\\d./~_].*)$`, 'u');
/** Ends in a sign that little but prompts ends in. */
const UNMISTAKABLE = /[$❯➜λ]\s*$/u;
/** A placeholder in a help text, a redirection, or a time of day. */
const NO_PROMPT = /<\S*>|\d:\d\d(?::\d\d)?\s*[#%>]?$/;

/** A line with something typed behind what may be a prompt. */
export interface TypedLine {
  readonly prompt: string;
  readonly command: string;
}

/** Takes a line apart; undefined for one without a prompt or a command. */
export function typedLineOf(line: string): TypedLine | undefined {
  const [, prompt = '', command = ''] = COMMAND.exec(line) ?? [];
  if (command === '' || (NO_PROMPT.test(prompt) && !UNMISTAKABLE.test(prompt))) return undefined;
  return { prompt: prompt.trim(), command: command.trim() };
}

/** Whether a line is nothing but what may be a prompt. */
export function isPromptAlone(line: string): boolean {
  return PROMPT_ALONE.test(line) && (isUnmistakable(line) || !NO_PROMPT.test(line));
}

/** Whether a prompt ends in a sign that hardly stands for anything else. */
export function isUnmistakable(prompt: string): boolean {
  return UNMISTAKABLE.test(prompt);
}
