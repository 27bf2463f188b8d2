import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Problem } from '#shared/problem.ts';
import { NvrError, type RefusalCode, Refused, StreamUnavailable } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import type { Redactor } from '../lib/redact.ts';

const REFUSALS: Readonly<Record<RefusalCode, number>> = {
  'invalid-credentials': 401,
  'too-many-attempts': 429,
  'too-busy': 503,
  'not-signed-in': 401,
  'csrf-invalid': 403,
  'origin-refused': 403,
  'host-unknown': 421,
  'input-invalid': 400,
  'channel-unknown': 400,
  'path-invalid': 400,
  'recording-unknown': 404,
  'recording-running': 400,
  'recording-protected': 400,
  'protection-unknown': 404,
  'too-many-protections': 429,
  'export-unknown': 404,
  'export-too-large': 400,
  'too-many-exports': 429,
  'share-unknown': 404,
  'transcoding-off': 503,
  'pin-wrong': 403,
  'session-unknown': 404,
  'not-yours': 403,
  'range-refused': 416,
  'too-many-viewers': 429,
  'too-many-downloads': 429,
  'upgrade-required': 426,
  'streaming-off': 409,
  'streaming-not-live': 409,
  'metrics-local': 403,
  'not-found': 404,
};

/** Errors of other rooms whose sentence is meant for people; anything else stays in the log. */
const FAILURES: Readonly<Record<string, number>> = {
  'hub-unreachable': 503,
  'child-failed': 503,
  'stream-unavailable': 503,
  'volume-unusable': 503,
};

const SENTENCES: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood',
  403: 'This is not allowed',
  404: 'There is nothing at this address',
  408: 'The request took too long',
  413: 'The body is larger than 256 KiB',
  414: 'The address is too long',
  415: 'Send JSON, with Content-Type: application/json',
  416: 'The file does not have this range',
  431: 'The headers are larger than 16 KiB',
  503: 'The server is about to stop: try again in a moment',
};

export interface ErrorAnswersOptions {
  readonly log: Logger;
  readonly redactor: Redactor;
}

/** The one place where errors become answers (RFC 9457) and where failures of ours are logged. */
export function errorAnswers({ log, redactor }: ErrorAnswersOptions) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = { ...problemOf(error), traceId: request.id };
    if (problem.status === 500) log.error({ error, traceId: request.id, route: request.routeOptions.url }, 'request failed');
    if (error instanceof NvrError && typeof error.data.retryAfterS === 'number') reply.header('retry-after', error.data.retryAfterS);
    const range = rangeOf(error);
    if (range) reply.header('content-range', range);
    send(reply, { ...problem, detail: redactor.text(problem.detail) });
  };
}

/** Answers with a problem, whatever the route had prepared to say. */
function send(reply: FastifyReply, problem: Problem): void {
  for (const name of ['content-disposition', 'content-length', 'etag', 'last-modified']) reply.removeHeader(name);
  reply.code(problem.status).type('application/problem+json').header('cache-control', 'no-store');
  reply.serializer(JSON.stringify).send(problem);
}

/** What an error is to the one who asked: never a stack, a path of this machine or a secret. */
function problemOf(error: FastifyError | Error): Problem {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      path: [error.validationContext, ...instancePath.split('/').filter(Boolean)].join('.'),
      message: message ?? 'is not valid',
    }));
    return { ...coded('input-invalid', 400, 'The request is not valid; errors tells where'), errors };
  }
  if (!(error instanceof NvrError)) return plain(statusOf(error));
  const status = error instanceof Refused ? REFUSALS[error.code] : FAILURES[error.code];
  if (!status) return plain(500);
  return { ...coded(error.code, status, error.message), ...(error instanceof StreamUnavailable && { reason: error.reason }) };
}

/** Bytes that are no HTTP at all, or came too slowly: answered on the socket, because there is no request. */
export function answerBadClient(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const body = JSON.stringify(plain(status));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function coded(code: string, status: number, detail: string): Problem {
  return { type: `urn:mini-nvr:${code}`, title: titleOf(status), status, detail };
}

function plain(status: number): Problem {
  const detail =
    SENTENCES[status] ?? (status < 500 ? SENTENCES[400] : 'Something went wrong here; the log line with this traceId tells more');
  return { type: 'about:blank', title: titleOf(status), status, detail: detail ?? '' };
}

function titleOf(status: number): string {
  return STATUS_CODES[status] ?? 'Error';
}

/** A refused range is answered with the file's length. */
function rangeOf(error: object): string | undefined {
  const headers = 'headers' in error && typeof error.headers === 'object' ? error.headers : null;
  return headers && 'Content-Range' in headers ? String(headers['Content-Range']) : undefined;
}

/** Fastify's own refusals carry their status; whatever else was thrown is our failure. */
function statusOf(error: FastifyError | Error): number {
  const status = 'statusCode' in error ? error.statusCode : 'status' in error ? error.status : undefined;
  return typeof status === 'number' && ((status >= 400 && status < 500) || status === 503) ? status : 500;
}
