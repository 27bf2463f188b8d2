/** Where an RTMP server is, taken from YOUTUBE_RTMP_URL; the stream key is no part of it. */
export interface IngestAddress {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** RTMP's application: the path without its first slash. */
  readonly app: string;
  /** The address as the server is told it, without credentials. */
  readonly url: string;
}

/** Takes the address apart. @throws TypeError when it is none, which the configuration has excluded */
export function readIngestAddress(text: string): IngestAddress {
  const { protocol, hostname, host, port, pathname, search } = new URL(text);
  const isTls = protocol === 'rtmps:';
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (isTls ? 443 : 1935) : Number(port),
    isTls,
    app: `${pathname.replace(/^\/+|\/+$/g, '')}${search}`,
    url: `${protocol}//${host}${pathname.replace(/\/+$/, '')}${search}`,
  };
}
