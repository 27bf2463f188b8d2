import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { BlockList, isIPv6, type Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../lib/clock.ts';
import { networkOf } from '../../lib/network-of.ts';

/** A browser opens six to a server, a NAT hides a handful of people; live answers of signed-in people come on top, by limits of their own. */
const PER_NETWORK = 64;
/** Below the 1,024 files that a process may open where nobody raised it. */
const IN_ALL = 1_000;
/** Long enough for a slow line, short enough that nobody can hold what he does not use. */
const IDLE_MS = 5_000;
/** So long an answer may lie unread; a browser that goes on later asks for the rest. */
const UNREAD_MS = 60_000;

/** Bytes sent so far, and those that wait in Node and in the system's queue. */
interface Unsent {
  readonly written: number;
  readonly waiting: number;
  readonly queued: number;
}

interface Connection {
  readonly socket: Socket;
  /** Null: a proxy, behind which many people stand. */
  readonly network: string | null;
  /** Answers that go on; which are over is looked up when it matters. */
  readonly answers: Set<ServerResponse>;
  /** A request with a living session came over it. */
  isSignedIn: boolean;
  /** Those of them to somebody who is signed in. */
  readonly liveAnswers: Set<ServerResponse>;
  /** A live view: as long as it is open. */
  isLiveView: boolean;
  /** When the latest request began or was answered, in monotonic ms. */
  usedAt: number;
  /** What waits to be taken from us, and since when nothing of it was. */
  unsent: Unsent;
  unreadSince: number;
}

export interface SocketLimitsOptions {
  /** Addresses and CIDRs whose connections are not counted by address. */
  readonly trustProxy: readonly string[];
  readonly clock: Clock;
}

/**
 * Keeps strangers from holding all connections: so many for each address and in all, and none that is not used. Who comes when there
 * are too many takes the place of the longest idle one; what somebody who is signed in receives is never cut for it.
 */
export class SocketLimits {
  readonly #clock: Clock;
  readonly #proxies: BlockList;
  readonly #connections = new Map<Socket, Connection>();
  readonly #networks = new Map<string, Set<Connection>>();

  constructor({ trustProxy, clock }: SocketLimitsOptions) {
    this.#clock = clock;
    this.#proxies = listOf(trustProxy);
  }

  /** How many are open. */
  get count(): number {
    return this.#connections.size;
  }

  /** Watches every connection of a server, and the requests on it. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#opened(socket));
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => this.#asked(request, response));
  }

  /** A request whose session is good: its connection belongs to somebody, and must live while the answer does. */
  signedIn(request: FastifyRequest, reply: FastifyReply): void {
    const connection = this.#connections.get(request.raw.socket);
    if (!connection) return;
    connection.isSignedIn = true;
    if (request.ws) connection.isLiveView = true;
    else connection.liveAnswers.add(reply.raw);
  }

  /** Closes what strangers have left idle, and what nobody reads; to be called every second or two. */
  beat(): void {
    const now = this.#clock.monotonic();
    for (const connection of this.#connections.values()) {
      const { socket, network, isSignedIn } = connection;
      forgetAnswered(connection, now);
      noteReading(connection, now);
      if (now - connection.unreadSince >= UNREAD_MS) socket.destroy();
      if (network !== null && !isSignedIn && isWaiting(connection) && now - connection.usedAt >= IDLE_MS) socket.destroy();
    }
  }

  #opened(socket: Socket): void {
    const network = this.#networkOf(socket);
    const now = this.#clock.monotonic();
    const state = { isSignedIn: false, isLiveView: false, usedAt: now, unsent: unsentOf(socket), unreadSince: now };
    const connection: Connection = { socket, network, answers: new Set(), liveAnswers: new Set(), ...state };
    if (!this.#makeRoom(network)) return void socket.destroy();
    this.#connections.set(socket, connection);
    if (network !== null) this.#networks.set(network, (this.#networks.get(network) ?? new Set()).add(connection));
    socket.once('close', () => this.#forget(connection));
  }

  #asked(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(request.socket);
    if (!connection) return;
    forgetAnswered(connection, this.#clock.monotonic());
    connection.answers.add(response);
    connection.usedAt = this.#clock.monotonic();
  }

  /** @returns whether there is room for another one of a network, if need be by closing the longest idle */
  #makeRoom(network: string | null): boolean {
    const ofNetwork = [...(this.#networks.get(network ?? '') ?? [])].filter((connection) => !isLive(connection));
    if (ofNetwork.length >= PER_NETWORK) return this.#closeLongestIdle(ofNetwork);
    return this.#connections.size < IN_ALL || this.#closeLongestIdle([...this.#connections.values()]);
  }

  #closeLongestIdle(connections: readonly Connection[]): boolean {
    const now = this.#clock.monotonic();
    const idle = connections.filter((connection) => isIdle(connection, now));
    const longest = idle.reduce<Connection | undefined>((one, other) => (one && !isBefore(other, one) ? one : other), undefined);
    if (!longest) return false;
    longest.socket.destroy();
    this.#forget(longest); // its place is free now, not when it says so
    return true;
  }

  #forget(connection: Connection): void {
    const { socket, network } = connection;
    this.#connections.delete(socket);
    const ofNetwork = this.#networks.get(network ?? '');
    ofNetwork?.delete(connection);
    if (network !== null && ofNetwork?.size === 0) this.#networks.delete(network);
  }

  #networkOf({ remoteAddress }: Socket): string | null {
    const address = (remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
    return address !== '' && this.#proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') ? null : networkOf(address);
  }
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** Nothing was asked, or a request does not arrive. */
function isWaiting({ answers }: Connection): boolean {
  const open = [...answers].filter(({ closed }) => !closed);
  return open.length === 0 || open.some(({ req }) => !req.complete);
}

/** Somebody who is signed in receives something by it. */
function isLive({ liveAnswers, isLiveView }: Connection): boolean {
  return isLiveView || [...liveAnswers].some(({ closed }) => !closed);
}

/** No listener of ours on each answer: there are many already. */
function forgetAnswered(connection: Connection, now: number): void {
  for (const answer of connection.liveAnswers) if (answer.closed) connection.liveAnswers.delete(answer);
  for (const answer of connection.answers) if (answer.closed && connection.answers.delete(answer)) connection.usedAt = now;
}

/** Nobody is served by it: it waits, or its answer is not read. */
function isIdle(connection: Connection, now: number): boolean {
  if (isLive(connection)) return false;
  return isWaiting(connection) || now - connection.unreadSince >= IDLE_MS;
}

/** Whether anything was read since the last look. */
function noteReading(connection: Connection, now: number): void {
  const { written, waiting, queued } = connection.unsent;
  const unsent = unsentOf(connection.socket);
  const isStill =
    unsent.waiting + unsent.queued > 0 && unsent.written === written && unsent.waiting === waiting && unsent.queued === queued;
  connection.unsent = unsent;
  if (!isStill) connection.unreadSince = now;
}

function unsentOf(socket: Socket): Unsent {
  // no public name tells how much of one large write the system has taken: without it a slow reader would look like none
  const { _handle: handle } = socket as unknown as { readonly _handle?: { readonly writeQueueSize?: number } | null };
  return { written: socket.bytesWritten, waiting: socket.writableLength, queued: handle?.writeQueueSize ?? 0 };
}

/** Strangers go before people, people before proxies, then whoever was idle longer. */
function isBefore(one: Connection, other: Connection): boolean {
  const rankOf = ({ network, isSignedIn }: Connection): number => (network === null ? 2 : isSignedIn ? 1 : 0);
  return rankOf(one) - rankOf(other) < 0 || (rankOf(one) === rankOf(other) && one.usedAt < other.usedAt);
}
