import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One stream of the device. */
export interface OnvifProfile {
  readonly token: string;
  readonly source: string;
  readonly encoding: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly gopFrames: number;
  readonly uri: string;
}

export interface OnvifDeviceOptions {
  readonly user?: string;
  readonly password?: string;
  readonly name?: string;
  readonly clockOffsetMs?: number;
  readonly profiles?: readonly OnvifProfile[];
  /** The newer media service, with which devices offer H.265. */
  readonly media2?: boolean;
  /** HTTP Digest instead of the token in the envelope. */
  readonly digest?: boolean;
  /** Instead of an honest answer: gets what was asked and the response. */
  readonly answer?: (action: string, response: ServerResponse) => boolean;
}

const PROFILES: readonly OnvifProfile[] = [
  { token: 'P2', source: 'V1', encoding: 'H264', width: 640, height: 360, frameRate: 10, gopFrames: 20, uri: 'rtsp://127.0.0.1:554/sub' },
  {
    token: 'P1',
    source: 'V1',
    encoding: 'H264',
    width: 1920,
    height: 1080,
    frameRate: 20,
    gopFrames: 40,
    uri: 'rtsp://127.0.0.1:554/main?a=1&b=2',
  },
];

/** A camera that speaks just enough ONVIF to be found and asked, on loopback. */
export class OnvifDevice implements AsyncDisposable {
  readonly #options: OnvifDeviceOptions;
  readonly #server: Server;
  #socket: Socket | undefined;
  /** What it was asked, in order. */
  readonly actions: string[] = [];
  /** How often somebody came with a wrong password. */
  refusals = 0;

  private constructor(options: OnvifDeviceOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  static async start(options: OnvifDeviceOptions = {}): Promise<OnvifDevice> {
    const device = new OnvifDevice(options);
    await once(device.#server.listen(0, '127.0.0.1'), 'listening');
    return device;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/onvif/device_service`);
  }

  /** Answers probes from now on. @returns the port to send them to */
  async listen(datagram?: string): Promise<number> {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    this.#socket = socket;
    socket.bind(0);
    await once(socket, 'listening');
    socket.addMembership('239.255.255.250', '127.0.0.1');
    socket.on('message', (asked, from) => {
      if (asked.includes('NetworkVideoTransmitter')) socket.send(datagram ?? this.#match(), from.port, from.address);
    });
    return socket.address().port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket?.close();
    this.#server.closeAllConnections();
    await once(this.#server.close(), 'close');
  }

  #match(): string {
    const { name = 'Toy Cam' } = this.#options;
    return envelope(
      `<d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:toy</a:Address></a:EndpointReference>
       <d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/name/${encodeURIComponent(name)} onvif://www.onvif.org/hardware/T-1</d:Scopes>
       <d:XAddrs>http://[fe80::1]/onvif/device_service ${this.url.href}</d:XAddrs></d:ProbeMatch></d:ProbeMatches>`,
    );
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const action = /<(Get\w+)/.exec(body)?.[1] ?? '';
    this.actions.push(action);
    if (this.#options.answer?.(action, response)) return;
    if (action !== 'GetSystemDateAndTime' && !this.#knows(request, body)) return this.#refuse(request, response, body);
    response.writeHead(200, { 'content-type': 'application/soap+xml' }).end(envelope(this.#told(action, body)));
  }

  #knows({ headers }: IncomingMessage, body: string): boolean {
    const { user = 'admin', password = 'p@ss/word', digest } = this.#options;
    if (digest) {
      const part = (name: string): string => new RegExp(`\\b${name}="?([^",]+)`).exec(headers.authorization ?? '')?.[1] ?? '';
      const [ha1, ha2] = [md5(`${user}:toy:${password}`), md5(`POST:${part('uri')}`)];
      return part('response') === md5([ha1, 'n0nce', part('nc'), part('cnonce'), 'auth', ha2].join(':'));
    }
    const [nonce = '', created = '', told = '', name = ''] = ['Nonce', 'Created', 'Password', 'Username'].map(
      (element) => new RegExp(`<${element}(?: [^>]*)?>([^<]*)<`).exec(body)?.[1],
    );
    const wanted = createHash('sha1')
      .update(Buffer.from(nonce, 'base64'))
      .update(created + password)
      .digest('base64');
    return name === user.replaceAll('&', '&#38;') && told === wanted;
  }

  #refuse({ headers }: IncomingMessage, response: ServerResponse, body: string): void {
    const { digest } = this.#options;
    if (digest ? headers.authorization !== undefined : body.includes('<Password')) this.refusals++;
    if (digest) response.writeHead(401, { 'www-authenticate': 'Digest qop="auth", realm="toy", nonce="n0nce"' }).end();
    else
      response
        .writeHead(400, { 'content-type': 'application/soap+xml' })
        .end(
          envelope(
            '<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">Sender not Authorized</s:Text></s:Reason></s:Fault>',
          ),
        );
  }

  #told(action: string, body: string): string {
    const { profiles = PROFILES, clockOffsetMs = 0, media2 = false } = this.#options;
    const { origin } = this.url;
    switch (action) {
      case 'GetSystemDateAndTime': {
        const now = new Date(Date.now() + clockOffsetMs);
        return `<t:GetSystemDateAndTimeResponse><t:SystemDateAndTime><t:UTCDateTime><t:Time><t:Hour>${now.getUTCHours()}</t:Hour><t:Minute>${now.getUTCMinutes()}</t:Minute><t:Second>${now.getUTCSeconds()}</t:Second></t:Time><t:Date><t:Year>${now.getUTCFullYear()}</t:Year><t:Month>${now.getUTCMonth() + 1}</t:Month><t:Day>${now.getUTCDate()}</t:Day></t:Date></t:UTCDateTime></t:SystemDateAndTime></t:GetSystemDateAndTimeResponse>`;
      }
      case 'GetServices':
        return `<t:GetServicesResponse>${service('ver10/device', `${origin}/onvif/device_service`)}${service('ver10/media', 'http://192.0.2.9/onvif/media')}${media2 ? service('ver20/media', `${origin}/onvif/media2`) : ''}</t:GetServicesResponse>`;
      case 'GetProfiles':
        return `<t:GetProfilesResponse>${profiles.map((profile) => (media2 ? profileOf2(profile) : profileOf1(profile))).join('')}</t:GetProfilesResponse>`;
      case 'GetStreamUri': {
        const token = /<ProfileToken>([^<]*)</.exec(body)?.[1];
        const uri = `<t:Uri>${(profiles.find((profile) => profile.token === token)?.uri ?? '').replaceAll('&', '&amp;')}</t:Uri>`;
        return `<t:GetStreamUriResponse>${media2 ? uri : `<t:MediaUri>${uri}</t:MediaUri>`}</t:GetStreamUriResponse>`;
      }
      case 'GetDeviceInformation':
        return '<t:GetDeviceInformationResponse><t:Manufacturer>Toys</t:Manufacturer><t:Model>T-1</t:Model></t:GetDeviceInformationResponse>';
      default:
        return `<t:${action}Response/>`;
    }
  }
}

function envelope(body: string): string {
  return `<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:t="urn:t" xmlns:d="urn:d" xmlns:a="urn:a" xmlns:ter="urn:ter"><s:Body>${body}</s:Body></s:Envelope>`;
}

function service(name: string, address: string): string {
  return `<t:Service><t:Namespace>http://www.onvif.org/${name}/wsdl</t:Namespace><t:XAddr>${address}</t:XAddr></t:Service>`;
}

function profileOf1({ token, source, encoding, width, height, frameRate, gopFrames }: OnvifProfile): string {
  return `<t:Profiles token="${token}"><t:Name>${token}</t:Name><t:VideoSourceConfiguration token="c"><t:SourceToken>${source}</t:SourceToken></t:VideoSourceConfiguration><t:VideoEncoderConfiguration token="e"><t:Encoding>${encoding}</t:Encoding><t:Resolution><t:Width>${width}</t:Width><t:Height>${height}</t:Height></t:Resolution><t:RateControl><t:FrameRateLimit>${frameRate}</t:FrameRateLimit><t:BitrateLimit>4096</t:BitrateLimit></t:RateControl><t:H264><t:GovLength>${gopFrames}</t:GovLength><t:H264Profile>High</t:H264Profile></t:H264></t:VideoEncoderConfiguration></t:Profiles>`;
}

function profileOf2({ token, source, encoding, width, height, frameRate, gopFrames }: OnvifProfile): string {
  return `<t:Profiles token="${token}"><t:Name>${token}</t:Name><t:Configurations><t:VideoSource token="c"><t:SourceToken>${source}</t:SourceToken></t:VideoSource><t:VideoEncoder token="e" GovLength="${gopFrames}" Profile="Main"><t:Encoding>${encoding}</t:Encoding><t:Resolution><t:Width>${width}</t:Width><t:Height>${height}</t:Height></t:Resolution><t:RateControl><t:FrameRateLimit>${frameRate}</t:FrameRateLimit><t:BitrateLimit>4096</t:BitrateLimit></t:RateControl></t:VideoEncoder></t:Configurations></t:Profiles>`;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
