/** Stands between a client and a server of HTTP, and does to requests what networks and busy servers do. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fault =
  /** Answers with a status, and the request does not arrive. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** Cuts the connection in the middle of the request's body. */
  | { readonly kind: 'cut-request' }
  /** The request arrives, and its answer is lost. */
  | { readonly kind: 'lose-answer' }
  /** Cuts the answer after so many bytes of its body. */
  | { readonly kind: 'cut-answer'; readonly afterBytes: number }
  /** Cuts the connection at once. */
  | { readonly kind: 'refuse' }
  /** Is passed on later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Never answers. */
  | { readonly kind: 'hang' };

export interface FaultyProxy {
  readonly address: string;
  /** What happens to a request; undefined: nothing. */
  fault: (request: IncomingMessage) => Fault | undefined;
  /** Requests so far: `PUT /bucket/key`. */
  readonly requests: string[];
  stop(): Promise<void>;
}

export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const proxy = { fault: (() => undefined) as FaultyProxy['fault'], requests: [] as string[] };
  const server = createServer((incoming, outgoing) => {
    proxy.requests.push(`${incoming.method} ${incoming.url}`);
    pass(target, incoming, outgoing, proxy.fault(incoming));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.close();
    server.closeAllConnections();
  };
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(proxy, { address, stop });
}

function pass(target: string, incoming: IncomingMessage, outgoing: ServerResponse, fault: Fault | undefined): void {
  if (fault?.kind === 'status') {
    incoming.resume();
    outgoing.writeHead(fault.status, fault.headers).end(fault.body);
    return;
  }
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'refuse') {
    incoming.socket.destroy();
    return;
  }
  if (fault?.kind === 'delay') {
    setTimeout(() => pass(target, incoming, outgoing, undefined), fault.ms);
    return;
  }
  const { method, headers, url } = incoming;
  const { hostname, port } = new URL(target);
  const onward = request({ hostname, port, method: method!, path: url!, headers, agent: false });
  onward.on('error', () => incoming.socket.destroy());
  if (fault?.kind === 'cut-request') {
    incoming.once('data', (chunk: Buffer) => {
      onward.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => {
        onward.destroy();
        incoming.socket.destroy();
      });
    });
    return;
  }
  onward.on('response', (answer) => {
    if (fault?.kind === 'lose-answer') {
      answer.resume().on('end', () => incoming.socket.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode!, answer.headers);
    if (fault?.kind !== 'cut-answer') {
      answer.pipe(outgoing);
      return;
    }
    answer.once('data', (chunk: Buffer) => {
      outgoing.write(chunk.subarray(0, fault.afterBytes), () => incoming.socket.destroy());
      answer.destroy();
    });
  });
  incoming.pipe(onward);
}
