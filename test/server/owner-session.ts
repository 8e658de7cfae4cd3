/** What tests of owners need: recordings in the store of a server, and a browser's memory of cookies. */
import type { StoredRecording, UploadTerms } from '#cast2gif/recordings/recordings.js';
import { castOf } from './cast-of.js';
import type { TestServer } from './harness.js';
import { recordingsOf } from './uploaded.js';

export const INSTALL_ID = '7b5b7a51-6c8c-4d0c-8a43-0d64e8f0ab01';
export const OTHER_INSTALL_ID = '7b5b7a51-6c8c-4d0c-8a43-0d64e8f0ab02';

/** Puts a recording into the store of a server. */
export async function addRecording(
  server: Pick<TestServer, 'store'>,
  text: string,
  terms: Partial<UploadTerms> = {},
): Promise<StoredRecording> {
  return (await recordingsOf(server)).upload(Buffer.from(castOf(text)), { installId: INSTALL_ID, ...terms });
}

/** What a browser does without scripts: it follows no redirect, keeps cookies, and sends forms. */
export class FormBrowser {
  readonly cookies = new Map<string, string>();
  readonly #server: Pick<TestServer, 'fetch'>;
  /** The mark of the forms of the page that was opened last. */
  mark = '';

  constructor(server: Pick<TestServer, 'fetch'>) {
    this.#server = server;
  }

  async open(path: string, headers: Record<string, string> = {}): Promise<{ status: number; html: string }> {
    const response = await this.#ask(path, { headers });
    const html = await response.text();
    this.mark = /name="form" value="([^"]+)"/.exec(html)?.[1] ?? '';
    return { status: response.status, html };
  }

  /** Sends a form of the page that was opened last. */
  send(path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Response> {
    return this.#ask(path, {
      method: 'POST',
      body: new URLSearchParams({ form: this.mark, ...fields }),
      headers: { 'sec-fetch-site': 'same-origin', ...headers },
    });
  }

  async #ask(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie !== '' && { cookie }), ...init.headers };
    const response = await this.#server.fetch(path, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === '') this.cookies.delete(name!);
      else this.cookies.set(name!, value!);
    }
    return response;
  }
}
