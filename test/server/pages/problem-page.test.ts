/** A browser that opens a page is told what is wrong as a page; nobody else is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemOf, serve } from '../harness.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

test('a browser that opens a page gets a problem as a page, under a strict policy', async (context) => {
  const server = await serve(context);
  const response = await server.fetch('/p/nothing.gif', { headers: { accept: BROWSER } });
  assert.equal(response.status, 404);
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /^default-src 'none'; style-src 'sha256-[\w+/=]+';/);
  const html = await response.text();
  assert.ok(html.includes('There is no such picture, or it is no longer kept.'));
  assert.ok(html.includes(response.headers.get('x-request-id')!));
  assert.equal(Buffer.byteLength(html), Number(response.headers.get('content-length')));
});

test('pictures, programs and requests with a body get a document', async (context) => {
  const server = await serve(context);
  const requests: [string, RequestInit][] = [
    ['/nothing', {}],
    ['/nothing', { headers: { accept: 'image/avif,image/webp,image/*,*/*;q=0.8' } }],
    ['/render?speed=0', { method: 'POST', body: 'x', headers: { accept: BROWSER } }],
  ];
  for (const [path, init] of requests) {
    const response = await server.fetch(path, init);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    assert.notEqual((await problemOf(response)).detail, '');
  }
});

test('its links lead to the pages of this server, whatever path a proxy has put in front', async (context) => {
  const server = await serve(context);
  for (const path of ['/nothing', '/nothing?a=/b/c', '/p/nothing.gif', '/r/-/-/x.gif', '/a/b/c/d']) {
    const response = await server.fetch(path, { headers: { accept: BROWSER } });
    assert.match(response.headers.get('content-security-policy')!, /; img-src 'self';/);
    const html = await response.text();
    const icon = /<link rel="icon" href="([^"]*)"/.exec(html)![1]!;
    assert.equal(new URL(icon, `https://example.com/sub${path}`).href, 'https://example.com/sub/favicon.ico');
    const links = Array.from(html.matchAll(/<a [^>]*href="([^"]*)"/g), ([, href]) => href!);
    const targets = new Set(links.map((href) => new URL(href, `https://example.com/sub${path}`).href));
    assert.deepEqual(targets, new Set(['https://example.com/sub/', 'https://example.com/sub/docs']), path);
  }
});
