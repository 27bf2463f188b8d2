import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import tls from 'node:tls';
import { freePorts } from './free-port.ts';

const MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so';
const NGINX = '/usr/sbin/nginx';

/** Whether nginx with its RTMP module is installed here. */
export const hasRtmpServer = existsSync(MODULE) && existsSync(NGINX);

/** A real RTMP ingest (nginx) that records every session to a file of its own, and can be told to fail. */
export class RtmpServer implements AsyncDisposable {
  readonly folder: string;
  readonly port: number;
  readonly tlsPort: number;
  /** Stream keys it refuses. */
  readonly refused = new Set<string>();
  readonly #gate: Server;
  readonly #tls: tls.Server;
  #pid = 0;

  private constructor(at: { folder: string; port: number; tlsPort: number; gate: Server; tls: tls.Server }) {
    this.folder = at.folder;
    this.port = at.port;
    this.tlsPort = at.tlsPort;
    this.#gate = at.gate;
    this.#tls = at.tls;
  }

  static async start(): Promise<RtmpServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'rtmp-'));
    mkdirSync(path.join(folder, 'recordings'), { mode: 0o777 });
    const [port = 0, tlsPort = 0, gatePort = 0] = await freePorts(3);
    const gate = createServer((request, response) => void answer(request, response));
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const body = await text(request);
      response.writeHead(server.refused.has(new URLSearchParams(body).get('name') ?? '') ? 403 : 200).end();
    };
    gate.listen(gatePort, '127.0.0.1');
    makeCertificate(folder);
    const front = tlsFront(folder, port).listen(tlsPort, '127.0.0.1');
    const server: RtmpServer = new RtmpServer({ folder, port, tlsPort, gate, tls: front });
    writeFileSync(path.join(folder, 'nginx.conf'), configuration({ folder, port, gatePort }));
    await server.up();
    return server;
  }

  /** Address without a key. */
  get url(): string {
    return `rtmp://127.0.0.1:${this.port}/live`;
  }

  /** The same behind TLS; the certificate is for `localhost` and signed by itself. */
  get tlsUrl(): string {
    return `rtmps://localhost:${this.tlsPort}/live`;
  }

  /** Where that certificate lies. */
  get certificate(): string {
    return path.join(this.folder, 'certificate.pem');
  }

  /** Files recorded for a key, in order. */
  recordings(key = ''): string[] {
    return globSync(path.join(this.folder, 'recordings', `${key}*.flv`)).sort();
  }

  /** Starts nginx, also after `down`. */
  async up(): Promise<void> {
    const child = spawn(NGINX, ['-p', this.folder, '-c', path.join(this.folder, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
    this.#pid = child.pid ?? 0;
    const ended = once(child, 'exit').then(() => {
      throw new Error(`nginx ended: ${words}`);
    });
    ended.catch(() => undefined); // told only while it starts
    await Promise.race([this.#answers(), ended]);
  }

  /** Kills it. */
  async down(): Promise<void> {
    this.#signal('SIGKILL');
    while (await isOpen(this.port)) await new Promise((done) => setTimeout(done, 20));
  }

  /** It stands still, connections and all. */
  freeze(): void {
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  /** Ends it so that all files are complete, but leaves them there. */
  async end(): Promise<void> {
    this.thaw();
    this.#signal('SIGTERM');
    while (await isOpen(this.port)) await new Promise((done) => setTimeout(done, 20));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    this.#gate.closeAllConnections();
    this.#gate.close();
    this.#tls.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      process.kill(this.#pid, signal);
    } catch {
      // it is not running
    }
  }

  async #answers(): Promise<void> {
    while (!(await isOpen(this.port))) await new Promise((done) => setTimeout(done, 20));
  }
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Debian's nginx has no TLS for RTMP. */
function tlsFront(folder: string, port: number): tls.Server {
  const [key, cert] = ['key.pem', 'certificate.pem'].map((name) => readFileSync(path.join(folder, name)));
  return tls.createServer({ key, cert }, (outside) => {
    const inside = connect({ port, host: '127.0.0.1' });
    for (const socket of [outside, inside]) socket.on('error', () => undefined); // whoever hangs up, the other follows
    outside.on('close', () => inside.destroy()).pipe(inside);
    inside.on('close', () => outside.destroy()).pipe(outside);
  });
}

function makeCertificate(folder: string): void {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', path.join(folder, 'key.pem'), '-out', path.join(folder, 'certificate.pem')];
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', ...subject, ...files];
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
}

function configuration(o: { folder: string; port: number; gatePort: number }): string {
  return `
daemon off; master_process off; worker_processes 1; pid ${o.folder}/nginx.pid; error_log ${o.folder}/error.log info;
load_module ${MODULE};
events { worker_connections 64; }
rtmp {
  server {
    listen 127.0.0.1:${o.port};
    chunk_size 4096;
    application live {
      live on;
      record all;
      record_path ${o.folder}/recordings;
      record_unique off;
      record_suffix -%s.flv;
      on_publish http://127.0.0.1:${o.gatePort}/publish;
    }
  }
}
`;
}
