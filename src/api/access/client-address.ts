import type { FastifyRequest } from 'fastify';

/** Where a request comes from, by the socket or a trusted proxy; IPv4 looks like IPv4 also on a socket for both. */
export function addressOf(request: FastifyRequest): string {
  return request.ip.replace(/^::ffff:(?=\d+\.)/i, '');
}
