import { WebSocket } from 'ws';
import { z } from 'zod';
import { HubUnreachable, messageOf } from '../../lib/errors.ts';

const Codec = z.object({ codec_name: z.string(), codec_type: z.string() }).loose();
const Receiver = z.object({ codec: Codec.nullish(), bytes: z.number().default(0) }).loose();
/** Only what go2rtc itself dialled has a `url`; who announced or offered a stream to it has none. */
const Producer = z.object({ url: z.string().nullish(), receivers: z.array(Receiver).nullish(), bytes_recv: z.number().nullish() }).loose();
/** e.g. `video, recvonly, H264 High 4.0` */
const OFFERED_VIDEO = /^video, recvonly, (?!ANY)([\w.-]{1,32})/;
const Offers = z.object({ producers: z.array(z.object({ medias: z.array(z.string()).nullish() }).loose()).nullable() }).loose();
const Readers = z.object({ consumers: z.array(z.unknown()).nullish() }).loose();
/** A WebRTC peer has an address from when it is connected, and is sent nothing before. */
const Consumer = z.object({ remote_addr: z.string().nullish(), bytes_send: z.number().nullish() }).loose();
const Stream = z.object({ producers: z.array(Producer).nullable(), consumers: z.array(Consumer).nullable() }).loose();
const Streams = z.record(z.string(), Stream);
const Info = z.object({ version: z.string(), config_path: z.string().default('') }).loose();

/** What go2rtc says of one stream: bytes received so far, by kind, and how many consumers it feeds. */
export interface StreamFacts {
  readonly hasProducer: boolean;
  readonly videoBytes: number;
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
  readonly bytes: number;
  readonly consumers: number;
  /** Of them, those that media can reach. */
  readonly connected: number;
}

export interface Go2rtcClientOptions {
  /** e.g. `http://127.0.0.1:2127` */
  readonly base: URL;
  readonly user: string;
  readonly password: string;
}

/** Asks go2rtc; every answer is parsed here, and only our fixed stream names are ever sent. */
export class Go2rtcClient {
  readonly #options: Go2rtcClientOptions;
  readonly #authorization: string;

  constructor(options: Go2rtcClientOptions) {
    this.#options = options;
    this.#authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`;
  }

  /** Its version and configuration file. @throws HubUnreachable */
  async info(timeoutMs = 2000): Promise<{ version: string; configPath: string }> {
    const { version, config_path } = Info.parse(await (await this.#fetch('/api', { timeoutMs })).json());
    return { version, configPath: config_path };
  }

  /** All streams by name. @param hostOf where the source of a stream is: nobody else is believed @throws HubUnreachable */
  async streams(hostOf: (name: string) => string | undefined): Promise<Map<string, StreamFacts>> {
    const answer = Streams.parse(await (await this.#fetch('/api/streams', { timeoutMs: 4000 })).json());
    return new Map(Object.entries(answer).map(([name, stream]) => [name, factsOf(stream, hostOf(name))]));
  }

  /** Names of the video codecs that the camera of a running stream offers, also those that go2rtc does not carry. @throws HubUnreachable */
  async offeredVideo(name: string): Promise<string[]> {
    const { producers } = Offers.parse(await (await this.#fetch(`/api/streams?src=${name}`, { timeoutMs: 4000 })).json());
    return (producers ?? []).flatMap(({ medias }) => (medias ?? []).flatMap((media) => OFFERED_VIDEO.exec(media)?.[1] ?? []));
  }

  /** How many read a stream. @throws HubUnreachable */
  async readersOf(name: string): Promise<number> {
    const { consumers } = Readers.parse(await (await this.#fetch(`/api/streams?src=${name}`, { timeoutMs: 2000 })).json());
    return consumers?.length ?? 0;
  }

  /** Makes a stream, or gives it another source; neither other streams nor its configuration file are touched. @throws HubUnreachable */
  async setSource(name: string, source: string): Promise<void> {
    const query = new URLSearchParams({ name, src: source });
    await (await this.#fetch(`/api/streams?${query}`, { method: 'PATCH', timeoutMs: 2000 })).text();
  }

  /** Forgets a stream, also in its configuration file; who reads it goes on. @throws HubUnreachable */
  async forget(name: string): Promise<void> {
    await (await this.#fetch(`/api/streams?src=${name}`, { method: 'DELETE', timeoutMs: 2000 })).text();
  }

  /** A picture of now; empty when the stream gives none. @throws HubUnreachable */
  async frame(name: string): Promise<Buffer> {
    const answer = await this.#fetch(`/api/frame.jpeg?src=${name}`, { timeoutMs: 15_000 });
    return Buffer.from(await answer.arrayBuffer());
  }

  /** Its newest log lines, JSON each; at most about 1 MB, then it keeps no more until they are cleared. @throws HubUnreachable */
  async log(): Promise<string> {
    return (await this.#fetch('/api/log', { timeoutMs: 2000 })).text();
  }

  /** Forgets them. @throws HubUnreachable */
  async clearLog(): Promise<void> {
    await (await this.#fetch('/api/log', { method: 'DELETE', timeoutMs: 2000 })).text();
  }

  /** Answers a WebRTC offer (WHEP). @throws HubUnreachable with go2rtc's words as its message */
  async whep(name: string, offer: string): Promise<string> {
    const headers = { 'content-type': 'application/sdp' };
    const answer = await this.#fetch(`/api/webrtc?src=${name}`, { method: 'POST', body: offer, headers, timeoutMs: 15_000 });
    return answer.text();
  }

  /** The signalling and MSE socket of one stream. */
  socket(name: string): WebSocket {
    const url = new URL(`/api/ws?src=${name}`, this.#options.base);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    return new WebSocket(url, { headers: { authorization: this.#authorization }, handshakeTimeout: 5000, perMessageDeflate: false });
  }

  async #fetch(path: string, { timeoutMs, ...init }: RequestInit & { timeoutMs: number }): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string> | undefined), authorization: this.#authorization };
    const request = { ...init, headers, signal: AbortSignal.timeout(timeoutMs) };
    const answer = await fetch(new URL(path, this.#options.base), request).catch((cause: unknown) => {
      throw new HubUnreachable('go2rtc does not answer', { cause });
    });
    if (answer.ok) return answer;
    const words = await answer.text().catch(messageOf);
    throw new HubUnreachable(answer.status === 401 ? 'go2rtc refuses our password' : words.slice(0, 300), {
      data: { status: answer.status },
    });
  }
}

function factsOf({ producers, consumers }: z.infer<typeof Stream>, host: string | undefined): StreamFacts {
  const ours = (producers ?? []).filter(({ url }) => url && hostOfUrl(url) === host);
  const receivers = ours.flatMap((producer) => producer.receivers ?? []);
  const ofKind = (kind: string) => receivers.filter(({ codec }) => codec?.codec_type === kind);
  const sum = (list: readonly { bytes: number }[]): number => list.reduce((total, { bytes }) => total + bytes, 0);
  return {
    hasProducer: receivers.length > 0,
    videoBytes: sum(ofKind('video')),
    videoCodec: ofKind('video')[0]?.codec?.codec_name ?? null,
    audioCodec: ofKind('audio')[0]?.codec?.codec_name ?? null,
    bytes: sum(receivers),
    consumers: consumers?.length ?? 0,
    connected: (consumers ?? []).filter(({ remote_addr, bytes_send }) => remote_addr || bytes_send).length,
  };
}

/** Host and port of a camera's URL, without a user; undefined when it has none. */
export function hostOfUrl(url: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#@]+)/i.exec(url)?.[1]?.toLowerCase();
}
