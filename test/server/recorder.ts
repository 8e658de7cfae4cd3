/** Requests as the recorders send them: captured from asciinema 2.2, 2.4 and 3.2. */
import { request } from 'node:http';

/** An installation of the recorder. */
export const INSTALL_ID = '9da34ff4-9bf7-45d4-aa88-98c933b15a3f';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** What an asciinema server says of a recording. */
export interface UploadAnswer {
  readonly id: string;
  readonly url: string;
  readonly file_url: string;
  readonly audio_url: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly visibility: string;
  readonly message: string;
}

export interface Sent {
  readonly installId?: string;
  /** Parts of the form behind the file. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

/** `Authorization` with an install id. */
export function basic(installId: string, user = 'user'): string {
  return `Basic ${Buffer.from(`${user}:${installId}`).toString('base64')}`;
}

/** `asciinema upload` of 2.x. */
export function upload2(server: string, cast: string | Uint8Array, { installId = INSTALL_ID, ...sent }: Sent = {}) {
  const boundary = 'b6e6ac1bb4a34b8fa83a6d2b2e0a8ee6';
  const disposition = 'content-disposition: form-data; name="asciicast"; filename="ascii.cast"';
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\n${disposition}\r\ncontent-type: application/octet-stream\r\n\r\n`),
    Buffer.from(cast),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return send(`${server}/api/asciicasts`, body, {
    ...sent,
    headers: {
      'Accept-Encoding': 'identity',
      'User-Agent': 'asciinema/2.2.0 CPython/3.11.2 Linux/6.1.0-x86_64-with-glibc2.36',
      Accept: 'application/json',
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      Authorization: basic(installId, 'None'),
      Connection: 'close',
      ...sent.headers,
    },
  });
}

/** `asciinema upload` of 3.x, and whatever else knows version 1 of the interface. @param path of a recording, to change it */
export function upload3(
  server: string,
  cast: string | Uint8Array | undefined,
  { installId = INSTALL_ID, fields = {}, ...sent }: Sent = {},
  path = '/api/v1/recordings',
) {
  const boundary = '75a5d1b1a7b8b7d0-4d2e5f6a1c3b2d1e-9f8e7d6c5b4a3928-1a2b3c4d5e6f7081';
  const file = [
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="demo.cast"\r\n`,
    'Content-Type: application/octet-stream\r\n\r\n',
  ];
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const body = Buffer.concat([
    ...(cast === undefined ? [] : [Buffer.from(file.join('')), Buffer.from(cast), Buffer.from('\r\n')]),
    Buffer.from(`${parts.join('')}--${boundary}--\r\n`),
  ]);
  return send(`${server}${path}`, body, {
    ...sent,
    headers: {
      'user-agent': 'asciinema/3.2.0 target/x86_64-unknown-linux-gnu',
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'content-type': `multipart/form-data; boundary=${boundary}`,
      authorization: basic(installId, ''),
      ...sent.headers,
    },
  });
}

/** Sends a body, and reads the answer once all of it was sent, as 2.x does. */
export function send(
  address: string,
  body: Uint8Array | string | undefined,
  { method = 'POST', headers = {} }: Pick<Sent, 'method' | 'headers'>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(address, { method, agent: false, headers: { ...headers, ...length } }, async (response) => {
      try {
        const text = Buffer.concat(await response.toArray()).toString();
        resolve({ status: response.statusCode!, headers: response.headers, text });
      } catch (error) {
        reject(error);
      }
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What a successful upload answers. */
export function answerOf({ text }: Answer): UploadAnswer {
  return JSON.parse(text) as UploadAnswer;
}
