import { Refused } from '../../lib/errors.ts';

const MOST_CANDIDATES = 32;
const MOST_LINES = 1_000;
const MOST_SECTIONS = 2;

const SECTION = /^m=(video|audio) (\d{1,5}) (?:UDP|TCP)\/TLS\/RTP\/SAVPF((?: \d{1,3}){1,64})$/;
const DIRECTION = /^a=(?:sendrecv|sendonly|recvonly|inactive)$/;
/** What a connection cannot do without: go2rtc keeps an offer that lacks one of them for ever. */
const NEEDED = [
  /^a=ice-ufrag:[\w+/]{4,256}$/,
  /^a=ice-pwd:[\w+/]{22,256}$/,
  /^a=fingerprint:sha-(?:1|224|256|384|512) [0-9a-f]{2}(?::[0-9a-f]{2}){19,63}$/i,
  /^a=setup:(?:actpass|active)$/,
];
const MID = /^a=mid:([\w-]{1,16})$/;
/** What else of a section is passed on, because go2rtc uses it. */
const PASSED = [
  /^a=(?:rtcp-mux|rtcp-rsize|end-of-candidates|bundle-only|ice-options:[\w ]{1,32})$/,
  /^a=rtpmap:\d{1,3} [\w-]{1,32}\/\d{1,6}(?:\/\d{1,2})?$/,
  /^a=fmtp:\d{1,3} [\x21-\x7e][\x20-\x7e]{0,512}$/,
  /^a=rtcp-fb:(?:\d{1,3}|\*) [\w -]{1,64}$/,
  /^a=extmap:\d{1,3}(?:\/\w{1,8})? [\w:/.#-]{1,128}$/,
];

/** The parts of an offer's section that are looked at. */
interface Section {
  readonly first: string;
  readonly lines: readonly string[];
}

/**
 * A browser's WebRTC offer, written anew so that nothing travels with it but a wish to receive one video and one sound: a section
 * that sends would make the browser a camera, and an offer that cannot lead to a connection would stay in the hub for ever.
 * @throws Refused `input-invalid`
 */
export function cleanOffer(sdp: string): string {
  const [session = [], ...sections] = split(sdp);
  if (sections.length === 0 || sections.length > MOST_SECTIONS) throw refused('one video section, and one audio section at most');
  const clean = sections.map(([first = '', ...lines]) => cleanSection({ first, lines }, session));
  const kinds = clean.map(({ kind }) => kind);
  const mids = clean.map(({ mid }) => mid);
  if (new Set(kinds).size < kinds.length || new Set(mids).size < mids.length) throw refused('no section twice');
  if (!clean.some(({ receives }) => receives)) throw refused('a section that is recvonly');
  if (new Set(clean.map(({ transport }) => transport.slice(0, 2).join())).size > 1) throw refused('one transport for all sections');
  const head = ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', `a=group:BUNDLE ${mids.join(' ')}`, 'a=extmap-allow-mixed'];
  return `${[...head, ...clean.flatMap(({ text }) => text)].join('\r\n')}\r\n`;
}

/** Whether this is a candidate as a browser finds it, or says that there is none more. */
export function isCandidate(text: string): boolean {
  const [, component, priority, port] =
    /^(?:a=)?candidate:[\w+/]{1,64} (\d) (?:udp|tcp) (\d{1,10}) [\w.:-]{1,128} (\d{1,5}) typ (?:host|srflx|prflx|relay)(?: [\w.:+/-]{1,256}){0,20}$/i.exec(
      text,
    ) ?? [];
  if (text === '') return true;
  return (component === '1' || component === '2') && Number(priority) < 2 ** 32 && Number(port) < 65_536;
}

/** The lines before the first section, and each section's. */
function split(sdp: string): string[][] {
  const lines = sdp.split(/\r?\n/, MOST_LINES);
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line.startsWith('m=')) parts.push([line]);
    else parts.at(-1)?.push(line);
  }
  return parts;
}

function cleanSection({ first, lines }: Section, session: readonly string[]) {
  const [, kind = '', , formats = ''] = SECTION.exec(first) ?? [];
  if (kind === '') throw refused('sections of video and audio only, by UDP/TLS/RTP/SAVPF');
  const directions = lines.filter((line) => DIRECTION.test(line));
  const [direction] = directions;
  if (directions.length !== 1 || (direction !== 'a=recvonly' && direction !== 'a=inactive')) throw refused('sections that are recvonly');
  const mid = lines.map((line) => MID.exec(line)?.[1]).find((found) => found !== undefined);
  if (mid === undefined) throw refused('a mid for each section');
  const transport = NEEDED.map((pattern) => lines.find((line) => pattern.test(line)) ?? session.find((line) => pattern.test(line)));
  const whole = transport.filter((line) => line !== undefined);
  if (whole.length < NEEDED.length) throw refused('ice-ufrag, ice-pwd, fingerprint and setup');
  const passed = lines.filter((line) => PASSED.some((pattern) => pattern.test(line)));
  const candidates = lines.filter((line) => line.startsWith('a=candidate:') && isCandidate(line)).slice(0, MOST_CANDIDATES);
  const text = [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF${formats}`,
    'c=IN IP4 0.0.0.0',
    ...whole,
    `a=mid:${mid}`,
    direction,
    ...passed,
    ...candidates,
  ];
  return { kind, mid, receives: direction === 'a=recvonly', transport: whole, text };
}

function refused(wanted: string): Refused {
  return new Refused('input-invalid', `This WebRTC offer is not accepted: it must have ${wanted}`);
}
