// odd-camera.mjs PORT FILE.h264 {"quirk":…}: an RTSP camera (TCP interleaved, one H.264 track, optional G.711 A-law) with odd habits; quirks: see README.md
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import net from 'node:net';
const [, , port, file, json = '{}'] = process.argv;
const q = { fps: 10, ...JSON.parse(json) };
const nals = readFileSync(file).toString('latin1').split(/\0*\0\0\x01/).slice(1).map((text) => Buffer.from(text, 'latin1'));
const type = (nal) => nal[0] & 31;
const sets = [7, 8].map((t) => nals.find((nal) => type(nal) === t));
const frames = []; // each begins with its AUD (encode with aud=1); SPS and PPS are put before keyframes, unless stripSets
for (const nal of nals) {
  if (type(nal) === 9) frames.push([]);
  else if (![6, 7, 8].includes(type(nal)) || (q.keepSei && type(nal) === 6)) frames.at(-1).push(nal);
}
for (const frame of frames) if (frame.some((nal) => type(nal) === 5) && !q.stripSets) frame.unshift(...sets);
const sprop = q.noSprop ? '' : `;sprop-parameter-sets=${sets.map((set) => set.toString('base64')).join(',')}`;
const video = q.sdpVideo ?? ['m=video 0 RTP/AVP 96', 'a=rtpmap:96 H264/90000', `a=fmtp:96 packetization-mode=1${sprop}`, 'a=control:trackID=1'];
const audio = q.audio ? ['m=audio 0 RTP/AVP 8', 'a=rtpmap:8 PCMA/8000', 'a=control:trackID=2'] : [];
const sdp = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=cam', 'c=IN IP4 0.0.0.0', 't=0 0', 'a=control:*', ...(q.sdpFirst ?? []), ...video, ...audio, ...(q.sdpLast ?? [])];
const hash = (text) => createHash((q.auth ?? 'MD5').replace('-', '').toLowerCase()).update(text).digest('hex');
const players = new Set();
const say = (...words) => console.log(new Date().toISOString().slice(11, 23), ...words);
net.createServer((socket) => {
  const me = { socket, channels: {}, sequence: { 1: 9, 2: 9 }, seen: Date.now(), playing: false };
  say('connect', socket.remotePort, 'now', players.size);
  socket.on('error', () => {}).on('close', () => (players.delete(me), say('close', socket.remotePort)));
  if (q.timeout) setInterval(() => Date.now() - me.seen > q.timeout * 1000 && !socket.destroyed && (say('SESSION TIMEOUT'), socket.destroy()), 500).unref();
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
    for (let end; text[0] === '$' ? text.length >= 4 : (end = text.indexOf('\r\n\r\n')) >= 0; ) {
      if (text[0] === '$') { text = text.slice(4 + text.charCodeAt(2) * 256 + text.charCodeAt(3)); continue; }
      answer(me, text.slice(0, end));
      text = text.slice(end + 4);
    }
  });
}).listen(Number(port), '127.0.0.1', () => console.log('ready')); // whoever started it waits for this
function answer(me, request) {
  const [, method, url] = /^(\w+) (\S+)/.exec(request) ?? [];
  const header = (name) => new RegExp(`^${name}: *(.*)$`, 'im').exec(request)?.[1] ?? '';
  const reply = (status, lines = [], body = '') => {
    me.socket.write([`RTSP/1.0 ${status}`, `CSeq: ${header('CSeq')}`, ...lines, ...(body ? [`Content-Length: ${body.length}`] : []), '', body].join('\r\n'));
  };
  me.seen = Date.now();
  say(method, url, me.playing ? '(playing)' : '');
  const given = (name) => new RegExp(`${name}="?([^",]*)`).exec(header('Authorization'))?.[1];
  if (q.auth && method !== 'OPTIONS' && given('response') !== hash(`${hash(`admin:cam:${q.password ?? 'secret'}`)}:n1:${hash(`${method}:${given('uri')}`)}`))
    return say('401'), reply('401 Unauthorized', [`WWW-Authenticate: Digest realm="cam", nonce="n1"${q.auth === 'MD5' ? '' : `, algorithm=${q.auth}`}`]);
  if (q.deny?.[method]) return q.deny[method] === 'close' ? me.socket.destroy() : reply(q.deny[method]);
  if (method === 'DESCRIBE') return reply('200 OK', ['Content-Type: application/sdp', `Content-Base: ${q.base ?? `${url}/`}`], `${sdp.join('\r\n')}\r\n`);
  if (method === 'SETUP' && !/TCP/.test(header('Transport'))) return reply('461 Unsupported Transport');
  if (method === 'SETUP') me.channels[/(\d)\/?$/.exec(url)?.[1] ?? 1] = Number(/interleaved=(\d+)/.exec(header('Transport'))?.[1] ?? 0);
  if (method === 'PLAY') Object.assign(me, { playing: true, from: now(), waits: q.join !== 'anywhere' }), players.add(me);
  const session = `Session: 7${q.timeout ? `;timeout=${q.timeout}` : ''}`;
  reply('200 OK', method === 'SETUP' ? [`Transport: ${header('Transport')}`, session] : method === 'OPTIONS' ? ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER'] : [session]);
}
const bornAt = performance.now();
const now = () => (performance.now() - bornAt) / 1000;
function send(player, track, timestamp, payload, marker) {
  if (!(track in player.channels)) return;
  const head = Buffer.alloc(16);
  head.set([0x24, player.channels[track], 0, 0, 0x80, (marker ? 0x80 : 0) | (track === 1 ? 96 : 8)]);
  head.writeUInt16BE(payload.length + 12, 2);
  head.writeUInt16BE(player.sequence[track]++ & 0xffff, 6);
  head.writeUInt32BE(((Math.round(timestamp) % 2 ** 32) + 2 ** 32) % 2 ** 32, 8);
  head.writeUInt32BE(track, 12);
  player.socket.write(Buffer.concat([head, payload]));
}
function sendFrame(player, frame, timestamp) {
  frame.forEach((nal, at) => {
    const isLast = at === frame.length - 1 || q.markEvery;
    if (nal.length <= 1400) return send(player, 1, timestamp, nal, isLast);
    for (let from = 1; from < nal.length; from += 1398) {
      const edge = (from === 1 ? 0x80 : 0) | (from + 1398 >= nal.length ? 0x40 : 0);
      send(player, 1, timestamp, Buffer.concat([Buffer.from([(nal[0] & 0xe0) | 28, edge | type(nal)]), nal.subarray(from, from + 1398)]), isLast && edge & 0x40);
    }
  });
}
let sent = 0, spoken = 0, oddAt = 5, isReset = false;
setInterval(() => {
  if (q.stallEvery && now() % q.stallEvery > q.stallEvery - q.stallFor) return; // nothing for a while, then all of it in one burst
  if (q.seqReset && now() > q.seqReset && !isReset) for (const player of players) (isReset = true), (player.sequence[1] = (player.sequence[1] + 40_000) & 0xffff);
  if (q.odd && now() > oddAt) {
    oddAt += 5;
    for (const player of players) {
      if (q.odd.includes('empty')) send(player, 1, 1, Buffer.alloc(0), false);
      if (q.odd.includes('channel')) player.socket.write(Buffer.from([0x24, 9, 0, 4, 1, 2, 3, 4]));
      if (q.odd.includes('request')) player.socket.write('SET_PARAMETER rtsp://127.0.0.1/x RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 4\r\n\r\nabcd');
      if (q.odd.includes('bye')) player.socket.write(Buffer.from([0x24, player.channels[1] + 1, 0, 8, 0x81, 203, 0, 1, 0, 0, 0, 77]));
    }
  }
  for (; sent / q.fps <= now(); sent++) {
    const at = sent - (q.twinEvery && sent % q.twinEvery === 1 ? 1 : 0); // every n-th frame has the timestamp of the one before
    for (const player of players) {
      player.first ??= q.join === 'idr' ? sent : 0; // such a camera begins anew with a keyframe for each viewer
      const frame = frames[(sent - player.first) % frames.length];
      if (sent / q.fps < player.from + (q.videoAfter ?? 0)) continue; // what was before PLAY is not for this viewer
      if (player.waits &&= !frame.some((nal) => type(nal) === 5)) continue;
      sendFrame(player, frame, (at / q.fps) * 90_000 + 12_345);
    }
  }
  for (; q.audio && spoken * 0.04 <= now(); spoken++) {
    const { skew = 1, after = 0, jumpAt = Infinity, jumpBy = 0 } = q.audio;
    for (const player of players) {
      const playedFor = spoken * 0.04 - player.from;
      if (playedFor >= after) send(player, 2, (spoken * 0.04 * skew + (playedFor > jumpAt ? jumpBy : 0)) * 8000 + 777, Buffer.alloc(320, spoken % 25 < 12 ? 0xd5 : 0x95 ^ spoken), true);
    }
  }
}, 10);
