import { Cast2gifError, type ErrorCode } from '../errors.js';

/** What error codes of the operating system and the network mean, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is exceeded',
  EFBIG: 'the file is too large',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  EBUSY: 'the file is in use',
  ETXTBSY: 'the file is in use',
  EIO: 'input/output error',
  ENXIO: 'no such device',
  EADDRINUSE: 'another program uses this port already',
  EADDRNOTAVAIL: 'this machine has no such address',
  EPIPE: 'the reader closed the pipe',
  ENOTFOUND: 'the host is unknown',
  EAI_AGAIN: 'the host name cannot be resolved at the moment',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'the host is unreachable',
  ENETUNREACH: 'the network is unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_SOCKET: 'the connection was closed',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  CERT_HAS_EXPIRED: 'the certificate has expired',
};

/** Says in a few words why the operating system or the network failed. */
export function ioReason(error: unknown): string {
  let at = error;
  while (at instanceof Error) {
    const code = (at as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return REASONS[code] ?? code;
    if (at.cause === undefined) return at.message;
    at = at.cause;
  }
  return String(at);
}

/** An error of one line: what was tried, then why it failed. A `Cast2gifError` is returned unchanged. */
export function ioError(attempt: string, error: unknown, code: ErrorCode = 'io'): Cast2gifError {
  if (error instanceof Cast2gifError) return error;
  return new Cast2gifError(code, `${attempt}: ${ioReason(error)}`, { cause: error });
}
