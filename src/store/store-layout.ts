/** Where in the store everything is. Every fact stands once; what can be derived is not kept. */
import { createHash } from 'node:crypto';
import type { ErrorJson } from '../errors.js';

/** Lower-case hexadecimal SHA-256 of some bytes. */
export function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes of recordings that were promised to stay, by their hashes. */
export const CASTS = 'casts/';

/** The recording of somebody who was promised that it stays. */
export const castKey = (castHash: string) => `${CASTS}${castHash}`;

/** A recording that was sent or fetched only to be rendered. */
export const uploadKey = (castHash: string) => `uploads/${castHash}`;

/** Which recordings have which bytes. */
export const CAST_INDEX = 'by-cast/';

/** The recordings that have the same bytes: empty objects. The cast goes with the last of them. */
export const castIndex = (castHash: string) => `${CAST_INDEX}${castHash}/`;

/** The bytes of recordings that are being removed, by their hashes. */
export const CAST_REMOVALS = 'cast-removals/';

/** That the bytes of a recording are being removed. */
export const castRemovalKey = (castHash: string) => `${CAST_REMOVALS}${castHash}`;

/** Recordings that are being removed: what is known of each, so that another process can finish it. */
export const RECORDING_REMOVALS = 'recording-removals/';

/** The pictures of a recording's bytes: empty objects called by their keys, written before the pictures. */
export const pictureIndex = (castHash: string) => `by-picture/${castHash}/`;

/** A picture can be read when it and its facts are there; the facts are written last. */
export const pictureKey = (key: string, extension: string) => `pictures/${key}.${extension}`;

/** The `PictureFacts` of a picture. */
export const pictureFactsKey = (key: string) => `pictures/${key}.json`;

/** Why a recording cannot be rendered as asked. */
export const failureKey = (key: string) => `failures/${key}`;

/** A render that was promised: the order, so that a queue that lost everything can be filled again. */
export const promiseKey = (key: string) => `jobs/${key}`;

/** Pictures that nobody has asked for yet: the requests, so that they are made when there is time. */
export const WANTED_PICTURES = 'wanted/';

/** One of them, by what `requestIdOf` says. */
export const wantedKey = (requestId: string) => `${WANTED_PICTURES}${requestId}`;

/** That the end of a promised render is to be told, by the hash of the job's path. */
export const webhookKey = (pathHash: string) => `webhooks/${pathHash}`;

/** Which picture a token stands for. */
export const tokenKey = (token: string) => `tokens/${token}`;

/** The newest picture of a request, whatever version of the renderer made it. */
export const latestKey = (requestId: string) => `latest/${requestId}`;

/** The documents of all recordings. */
export const RECORDINGS = 'recordings/';

/** The document of a recording. Its existence is the upload: it is written last. @param name that of its id */
export const recordingKey = (name: string) => `${RECORDINGS}${name}`;

/** Who has claimed an installation of the recorder: written once. */
export const installationKey = (installId: string) => `installs/${installId}`;

/** What each installation has sent. */
export const INSTALLATION_INDEX = 'by-install/';

/** The recordings of an installation, the newest first: empty objects called by their age and name. */
export const installationIndex = (installId: string) => `${INSTALLATION_INDEX}${installId}/`;

/** The installations of an owner, by the hash of their name: empty objects. */
export const ownerIndex = (owner: string) => `by-owner/${hashOf(owner)}/`;

/** What was uploaded when; without what a sweep has found to be claimed. */
export const DAY_INDEX = 'by-day/';

/** The recordings of a day of UTC, `by-day/2026-11-29/`, for the sweep: empty objects. */
export const dayIndex = (uploadedMs: number) => `${DAY_INDEX}${new Date(uploadedMs).toISOString().slice(0, 10)}/`;

/** Recordings that are, or were, public, the newest first: empty objects called by their age and name. */
export const LISTED_INDEX = 'listed/';

/** Somebody who may manage recordings, by the hash of their token. */
export const ownerKey = (tokenHash: string) => `owners/${tokenHash}`;

/** What is asked for, apart from the renderer that makes it. */
export interface RequestIdentity {
  readonly castHash: string;
  readonly format: string;
  /** Canonical: equal texts for equal pictures. */
  readonly options: string;
}

/** The identity of a request: SHA-256, whatever renderer makes the picture. */
export function requestIdOf({ castHash, format, options }: RequestIdentity): string {
  return hashOf(`${castHash}\n${format}\n${options}`);
}

/** The key of a picture: it changes with everything that can change its bytes. */
export function pictureKeyOf(request: RequestIdentity, rendererVersion: string): string {
  return hashOf(`${requestIdOf(request)}\n${rendererVersion}`);
}

/** The document beside a picture. */
export interface PictureFacts {
  readonly castHash: string;
  readonly format: string;
  readonly options: string;
  readonly extension: string;
  /** SHA-256 of the picture's bytes. */
  readonly contentHash: string;
  readonly byteLength: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frameCount: number;
  readonly durationUs: number;
  /** What it shows, in words; earlier versions did not say. */
  readonly altText?: string;
  readonly warnings: readonly string[];
  readonly concessions: readonly string[];
}

/** The document of a failure. */
export interface FailureRecord {
  readonly error: ErrorJson;
  readonly failedMs: number;
}

/** A document as `decodeJson` reads it. */
export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** A document that this program wrote. */
export function decodeJson<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}
