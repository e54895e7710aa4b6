import { problemCodes, TidewatchError, type Problem, type ProblemCode } from '@tidewatch/contract/errors';
import type { FastifyReply } from 'fastify';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** RFC 9457 problem details with one of the closed codes. */
export function problemOf(code: ProblemCode, detail: string): Problem {
  const status = problemCodes[code];
  return { type: 'about:blank', title: titles[status] ?? 'Error', status, code, detail };
}

/** What went wrong, as callers may know it: faults without a code of the API say nothing of the inside. */
export function problemOfError(error: unknown): Problem {
  if (error instanceof TidewatchError) {
    if (Object.hasOwn(problemCodes, error.code)) return problemOf(error.code as ProblemCode, error.message);
    if (error.code === 'unavailable') return problemOf('log_unavailable', 'The event log does not answer.');
    return problemOf('internal', 'Something went wrong here; it was logged.');
  }
  return problemOfFastify(error) ?? problemOf('internal', 'Something went wrong here; it was logged.');
}

const fastifyCodes: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'The body is too large.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'This content type is not accepted here.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_json', 'The body is not valid JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid_json', 'The body is empty.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad_request', 'The body is shorter or longer than its content-length.'],
};

function problemOfFastify(error: unknown): Problem | null {
  const { code, statusCode } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown;
    statusCode?: unknown;
  };
  const known = typeof code === 'string' ? fastifyCodes[code] : undefined;
  if (known !== undefined) return problemOf(...known);
  if (error instanceof SyntaxError && statusCode === 400)
    return problemOf('invalid_json', 'The body is not valid JSON.');
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
    ? problemOf('bad_request', 'The request cannot be read.')
    : null;
}

/**
 * Answers with a problem. The connection stays: Fastify would close it under a body that is too large, and a caller who is still
 * sending would see a broken pipe instead of the answer. What is left of the body is thrown away, within the request timeout.
 */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 413) void reply.removeHeader('connection');
  if (problem.status === 503 || problem.status === 429) void reply.header('retry-after', '1');
  return reply.code(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
}
