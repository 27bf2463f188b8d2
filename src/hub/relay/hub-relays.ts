import { freePort } from '../../lib/free-port.ts';
import type { HubChannel } from '../go2rtc/go2rtc-config.ts';
import type { HubOptions } from '../hub-options.ts';
import { keptSecret } from '../hub-settings.ts';
import { StreamNames } from '../stream-names.ts';
import { type InnerAccess, keepInnerAccess, readInnerAccess } from './inner-access.ts';
import { InnerRelay } from './inner-relay.ts';
import { RelayServer } from './relay-server.ts';
import { RelayTickets } from './relay-tickets.ts';
import { ViewSlots } from './view-slots.ts';

const RELAY_USER = 'nvr';

/** Everything between go2rtc's streams and those who read them: tickets for our own programs, views for browsers, a relay for others. */
export class HubRelays implements AsyncDisposable {
  readonly access: InnerAccess;
  readonly names: StreamNames;
  readonly views: ViewSlots;
  readonly #tickets: RelayTickets;
  readonly #inner: InnerRelay;
  readonly #outer: RelayServer;

  private constructor(
    parts: Pick<HubRelays, 'access' | 'names' | 'views'> & { tickets: RelayTickets; inner: InnerRelay; outer: RelayServer },
  ) {
    this.access = parts.access;
    this.names = parts.names;
    this.views = parts.views;
    this.#tickets = parts.tickets;
    this.#inner = parts.inner;
    this.#outer = parts.outer;
  }

  /** @throws PortTaken, CannotCreate */
  static async open(options: HubOptions): Promise<HubRelays> {
    const { folder, clock, elsewhere, ports, relay, channels } = options;
    await using opened = new AsyncDisposableStack();
    const kept = readInnerAccess(folder);
    const names = new StreamNames(kept.key);
    const views = new ViewSlots(names, clock);
    const tickets = new RelayTickets(clock);
    const rtspPort = elsewhere && kept.rtspPort ? kept.rtspPort : await freePort(kept.rtspPort);
    const inner = opened.use(
      await InnerRelay.open({
        port: kept.viewPort,
        rtspPort,
        takeTicket: (name) => tickets.take(name),
        viewOf: (name) => views.sourceOf(name),
      }),
    );
    const outer = opened.use(
      await RelayServer.open({
        host: relay.host,
        port: ports.rtsp,
        user: relay.user ?? RELAY_USER,
        password: relay.password ?? keptSecret(folder, 'relay-password'),
        rtspPort,
        nameOf: (plain) => new Map(channels().flatMap((channel) => namesOf(channel, names))).get(plain),
      }),
    );
    const access = { key: kept.key, rtspPort, viewPort: inner.port };
    keepInnerAccess(folder, access);
    opened.move();
    return new HubRelays({ access, names, views, tickets, inner, outer });
  }

  /** Where a program of ours reads a stream, once and soon: it may stand among its arguments. */
  ticketUrl(name: string): string {
    const ticket = this.#tickets.issue(`rtsp://127.0.0.1:${this.access.rtspPort}/${name}`);
    return `rtsp://127.0.0.1:${this.#inner.port}/${ticket}`;
  }

  /** Takes other programs off a stream. */
  endReaders(name: string): void {
    this.#outer.endReaders(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#inner[Symbol.asyncDispose](), this.#outer[Symbol.asyncDispose]()]);
  }
}

/** What others call a channel's streams, and what go2rtc does. */
function namesOf({ channel, subUrl }: HubChannel, names: StreamNames): [string, string][] {
  const plain = new StreamNames(null);
  const kinds = subUrl ? (['main', 'sub'] as const) : (['main'] as const);
  return kinds.map((kind) => [plain.camera(channel, kind), names.camera(channel, kind)]);
}
