import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts } from './free-port.ts';

const NGINX = '/usr/sbin/nginx';
const EXAMPLE = path.join(import.meta.dirname, '../../deploy/nginx/mini-nvr.conf');

/** Whether nginx is installed here. */
export const hasNginx = existsSync(NGINX);

/** nginx with our example configuration: the same file, with other ports and a certificate of its own. */
export class Nginx implements AsyncDisposable {
  readonly name = 'nvr.example.org';
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly #folder: string;
  readonly #end: () => Promise<void>;

  private constructor(at: { folder: string; httpPort: number; httpsPort: number }, end: () => Promise<void>) {
    this.#folder = at.folder;
    this.httpPort = at.httpPort;
    this.httpsPort = at.httpsPort;
    this.#end = end;
  }

  /** @param httpsPort chosen by the caller, because the product must know its own address before it starts */
  static async start({ httpsPort, backend }: { httpsPort: number; backend: number }): Promise<Nginx> {
    const folder = mkdtempSync(path.join(tmpdir(), 'nginx-'));
    const [httpPort = 0] = await freePorts(1);
    makeCertificate(folder);
    const example = readFileSync(EXAMPLE, 'utf8')
      .replace('127.0.0.1:2126', `127.0.0.1:${backend}`)
      .replace('listen 80;', `listen 127.0.0.1:${httpPort};`)
      .replace('listen 443 ', `listen 127.0.0.1:${httpsPort} `)
      .replaceAll(/\/etc\/letsencrypt\/live\/nvr\.example\.org\/(\w+)\.pem/g, `${folder}/$1.pem`);
    writeFileSync(path.join(folder, 'nginx.conf'), around(folder, example));
    execFileSync(NGINX, ['-t', '-q', '-p', folder, '-c', path.join(folder, 'nginx.conf')], { stdio: 'pipe' });
    const child = spawn(NGINX, ['-p', folder, '-c', path.join(folder, 'nginx.conf')], { stdio: 'ignore' });
    const exited = once(child, 'exit');
    while (child.exitCode === null && !(await isOpen(httpsPort))) await new Promise((done) => setTimeout(done, 20));
    if (child.exitCode !== null) throw new Error(`nginx ended: ${readFileSync(path.join(folder, 'error.log'), 'utf8')}`);
    return new Nginx({ folder, httpPort, httpsPort }, async () => {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** The certificate, which nobody but this test trusts. */
  get certificate(): Buffer {
    return readFileSync(path.join(this.#folder, 'fullchain.pem'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }
}

function around(folder: string, example: string): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `  ${kind}_temp_path ${folder}/${kind};`);
  return [
    'daemon off;',
    'worker_processes 1;',
    `pid ${folder}/nginx.pid;`,
    `error_log ${folder}/error.log warn;`,
    'events { worker_connections 256; }',
    'http {',
    '  access_log off;',
    ...paths,
    example,
    '}',
    '',
  ].join('\n');
}

function makeCertificate(folder: string): void {
  const subject = ['-subj', '/CN=nvr.example.org', '-addext', 'subjectAltName=DNS:nvr.example.org'];
  const files = ['-keyout', path.join(folder, 'privkey.pem'), '-out', path.join(folder, 'fullchain.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', ...subject, ...files],
    {
      stdio: 'pipe',
    },
  );
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).then((open) => {
    socket.destroy();
    return Boolean(open);
  });
}
