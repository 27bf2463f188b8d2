import type { Cell, Recorded, Refused } from './cell.ts';
import type { Observation } from './observe.ts';

/** Coverage equals the share of pictures, and no picture is missing, within this. */
const SHARE_TOLERANCE = 0.01;
const TIME_TOLERANCE_S = 1;
/** A camera that is ended keeps what it has not yet sent, and so does the way to the file; on a busy machine that is some pictures. */
const ON_THE_WAY_S = 1;
/** Where a picture begins and ends is known by its neighbours. */
const EDGE_PICTURES = 1.5;
/** Twenty cameras and recorders start at one moment, on two cores. */
const CROWDED_S = 10;

/** What came of a cell, and what is wrong with it. */
export interface Judgement {
  readonly id: string;
  /** Empty: all is as it must be. */
  readonly wrong: readonly string[];
  readonly summary: string;
}

export function judge(cell: Cell, seen: Observation): Judgement {
  const { expected } = cell;
  const wrong = expected.outcome === 'recorded' ? judgeRecorded(expected, cell.fps, seen) : judgeRefused(expected, seen);
  return { id: cell.id, wrong: wrong.filter((text) => text !== ''), summary: summaryOf(cell, seen) };
}

/** The line of a cell. */
export function lineOf({ id, wrong, summary }: Judgement): string {
  return `${wrong.length > 0 ? 'WRONG' : 'right'} ${id.padEnd(20)} ${[...wrong, summary].join(' · ')}`;
}

function judgeRefused({ reason, words }: Refused, { recordings, states }: Observation): string[] {
  const last = states.at(-1);
  return [
    ...(recordings.length > 0 ? [`${recordings.length} recordings of a camera that gives none`] : []),
    unless(reason === undefined || last?.reason === reason, `reason ${last?.reason}, not ${reason}`),
    unless(words.test(last?.detail ?? ''), `detail “${last?.detail}”, not ${words}`),
  ];
}

function judgeRecorded(expected: Recorded, fps: number, seen: Observation): string[] {
  const last = seen.states.at(-1);
  const from = Date.parse(seen.timeline?.recordings[0]?.from ?? '');
  if (Number.isNaN(from)) return [`nothing on the timeline, ${picturesOf(seen)} pictures in files: ${last?.reason}, “${last?.detail}”`];
  const begunAfter = (from - seen.readyAt) / 1_000;
  return [
    unless(begunAfter <= expected.withinSeconds + CROWDED_S, `begins ${begunAfter.toFixed(1)} s after the start`),
    ...judgePictures(expected, fps, seen, from),
    ...judgeFiles(expected, fps, seen),
    unless(last?.status === 'LIVE' && last.reason === null, `at the end ${last?.status}, ${last?.reason}, “${last?.detail}”`),
    unless((seen.plays ?? 1) <= (expected.mostPlays ?? 1), `${seen.plays} connections that play`),
    ...judgeWords(expected, seen),
  ];
}

function judgePictures({ heldBackSeconds = 0 }: Recorded, fps: number, seen: Observation, from: number): string[] {
  const seconds = (seen.endedAt - from) / 1_000;
  const due = seconds * fps;
  const pictures = picturesOf(seen);
  const edge = EDGE_PICTURES + due * SHARE_TOLERANCE;
  const heldBack = (heldBackSeconds + ON_THE_WAY_S) * fps;
  const covered = (seen.timeline?.coverage ?? 0) / 100;
  const end = (seen.endedAt - Date.parse(seen.timeline?.recordings.at(-1)?.to ?? '')) / 1_000;
  return [
    unless(pictures >= due - edge - heldBack, `${pictures} of ${due.toFixed(0)} pictures`),
    unless(pictures <= due + edge, `${pictures} pictures where ${due.toFixed(0)} were sent`),
    unless(
      Math.abs(covered - pictures / due) <= SHARE_TOLERANCE + EDGE_PICTURES / due,
      `coverage ${percent(covered)}, pictures ${percent(pictures / due)}`,
    ),
    unless(end <= TIME_TOLERANCE_S + heldBackSeconds + 1 / fps, `the last picture lies ${end.toFixed(1)} s before the camera’s end`),
    unless(end >= -TIME_TOLERANCE_S - 1 / fps, `the last picture lies ${(-end).toFixed(1)} s after the camera’s end`),
  ];
}

function judgeFiles({ codec, sound, problem: expected }: Recorded, fps: number, { recordings, decodingErrors }: Observation): string[] {
  return [
    ...recordings.flatMap(({ name, duration, problem, live, inFile }) => [
      unless(inFile.codec === codec, `${name}: video ${inFile.codec}`),
      unless(live || sound.includes(inFile.sound), `${name}: sound ${inFile.sound}`),
      unless(
        Math.abs(duration - inFile.seconds) <= TIME_TOLERANCE_S + 1 / fps,
        `${name}: ${duration} s, its pictures ${inFile.seconds.toFixed(2)} s`,
      ),
      unless(problem === null ? !expected || live : expected?.test(problem) === true, `${name}: ${problem ?? 'said to play in browsers'}`),
    ]),
    unless(decodingErrors === '', `does not decode: ${decodingErrors.slice(0, 200)}`),
  ];
}

function judgeWords({ finding, meanwhile }: Recorded, { findings, states }: Observation): string[] {
  const isSaid = findings.some(({ verdict, text }) => verdict !== 'good' && finding?.test(text));
  return [
    unless(!finding || isSaid, `no finding says ${finding}: ${findings.map(({ code }) => code).join(' ') || 'none'}`),
    unless(!meanwhile || states.some(({ detail }) => meanwhile.test(detail ?? '')), `the state never says ${meanwhile}`),
  ];
}

function summaryOf({ fps }: Cell, seen: Observation): string {
  const { timeline, recordings, states, plays } = seen;
  const first = timeline?.recordings[0];
  if (!first) return `not recorded: ${states.at(-1)?.reason}, “${states.at(-1)?.detail}”`;
  const due = ((seen.endedAt - Date.parse(first.from)) / 1_000) * fps;
  const sounds = [...new Set(recordings.map(({ inFile }) => inFile.sound ?? 'none'))].join('/');
  return `${picturesOf(seen)} of ${due.toFixed(0)} pictures, coverage ${timeline.coverage} %, ${recordings.length} files, sound ${sounds}, played ${plays} ×`;
}

function picturesOf({ recordings }: Observation): number {
  return recordings.reduce((sum, { inFile }) => sum + inFile.pictures, 0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function unless(isRight: boolean, text: string): string {
  return isRight ? '' : text;
}
