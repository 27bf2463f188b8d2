/** A thread that asks one device by ONVIF and tells the result once; see ask-device.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { Cam } from 'onvif';
import { z } from 'zod';
import { Credentials } from './credentials.ts';
import type { AskFailure, AskResult, DeviceFacts, Profile } from './device-facts.ts';
import { limitedAgent } from './limited-agent.ts';
import { readProfile, StreamUri } from './read-profile.ts';

const REQUEST_MS = 6_000;
/** A recorder with more is asked for these. */
const MOST_PROFILES = 256;
/** How different devices say that they do not know this user. */
const NOT_AUTHORIZED = /not ?authorized|unauthorized|authentication failed|authority failure|digest authentication/i;

const Task = z.object({ url: z.string().transform((text) => new URL(text)), credentials: Credentials });
class NoMedia extends Error {}

type Ask = (cam: Cam, done: (error: Error | null, data?: unknown) => void) => void;

const { url, credentials } = Task.parse(workerData);
let status = 0;
let isTooLarge = false;
const cam = camera();
parentPort?.postMessage(await asked());

function camera(): Cam {
  const isSecure = url.protocol === 'https:';
  const made = new Cam({
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (isSecure ? 443 : 80),
    path: url.pathname + url.search,
    ...(credentials && { username: xmlText(credentials.user), password: bytesOf(credentials.password) }),
    timeout: REQUEST_MS,
    autoconnect: false,
    preserveAddress: true, // whatever address a device names: the password goes only where it was asked for
    useSecure: isSecure,
    secureOpts: { rejectUnauthorized: false }, // cameras sign their own certificates, and speak plain http otherwise
    agent: limitedAgent(isSecure, () => {
      isTooLarge = true;
    }),
  });
  made.on('rawResponse', (_xml: string, code: number) => {
    status = code;
  });
  return made;
}

async function asked(): Promise<AskResult> {
  try {
    return { kind: 'told', facts: await facts() };
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) };
  }
}

/** One question after the other, and none after a refused password: cameras lock accounts. */
async function facts(): Promise<DeviceFacts> {
  const time = await call((from, done) => from.getSystemDateAndTime(done));
  const clockOffsetMs = time instanceof Date && Number.isFinite(time.getTime()) ? time.getTime() - Date.now() : null;
  await call((from, done) => from.getServices(true, done)).catch(async (error: unknown) => {
    if (failureOf(error) !== 'no_onvif') throw error;
    await call((from, done) => from.getCapabilities(done)); // older devices know only this
  });
  if (!cam.uri?.media && !cam.uri?.media2) throw new NoMedia();
  const profiles = await streams();
  const { maker, model } = await information();
  return { maker, model, clockOffsetMs, profiles };
}

async function streams(): Promise<Profile[]> {
  const listed = await call((from, done) => from.getProfiles(done)).catch((error: unknown) => {
    if (error instanceof TypeError) return []; // what the library makes of an empty list
    throw error;
  });
  const found: Profile[] = [];
  for (const raw of z.array(z.unknown()).catch([]).parse(listed).slice(0, MOST_PROFILES)) {
    const { token, ...profile } = readProfile(raw);
    if (token === null || profile.encoding === null) continue;
    const uri = await call((from, done) => from.getStreamUri({ protocol: 'RTSP', profileToken: xmlText(token) }, done)).catch(
      (error: unknown) => {
        if (failureOf(error) === 'password') throw error;
        return null; // one stream that cannot be had does not hide the others
      },
    );
    const read = StreamUri.safeParse(uri);
    if (read.success) found.push({ ...profile, uri: read.data });
  }
  if (found.length === 0) throw new NoMedia();
  return found;
}

async function information(): Promise<{ maker: string | null; model: string | null }> {
  const Information = z.object({ manufacturer: z.coerce.string().nullable().catch(null), model: z.coerce.string().nullable().catch(null) });
  const told = await call((from, done) => from.getDeviceInformation(done)).catch(() => ({}));
  const { manufacturer, model } = Information.catch({ manufacturer: null, model: null }).parse(told);
  return { maker: manufacturer, model };
}

/** The library may throw where it should call back: that becomes the same failure. */
function call(ask: Ask): Promise<unknown> {
  return new Promise((resolve, reject) => {
    process.once('uncaughtException', reject);
    status = 0;
    ask(cam, (error, data) => (error ? reject(error) : resolve(data)));
  }).finally(() => process.removeAllListeners('uncaughtException'));
}

function failureOf(error: unknown): AskFailure {
  if (isTooLarge) return 'too_large';
  if (error instanceof NoMedia) return 'no_media';
  const { message, code } = z
    .object({ message: z.string().catch(''), code: z.string().catch('') })
    .catch({ message: '', code: '' })
    .parse(error);
  if (status === 401 || NOT_AUTHORIZED.test(message)) return 'password';
  if (code === 'ECONNREFUSED') return 'refused';
  if (/timeout/i.test(message) || code === 'ETIMEDOUT') return 'timeout';
  if (/^E(?:HOST|NET)UNREACH$|^ENOTFOUND$|^EAI_AGAIN$/.test(code)) return 'unreachable';
  return 'no_onvif';
}

/** The library puts names into XML as they are. */
function xmlText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The library hashes text as Latin-1 and bytes as they are; ONVIF wants UTF-8. */
function bytesOf(password: string): string {
  return Buffer.from(password, 'utf8') as unknown as string; // its type knows text only
}
