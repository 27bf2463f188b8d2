/**
 * `node bench/recording.ts [cameras] [seconds]`: what recording costs, measured on the whole product with simulated
 * cameras, beside plain `ffmpeg -c copy` processes that read the same cameras in the same minute.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cameras } from '../test/fakes/cameras.ts';
import { cameraEnv, Nvr } from '../test/fakes/nvr.ts';
import { figuresOfTree, type ProcessFigures } from './process-figures.ts';

const REFERENCES = 4;

/** Measures and prints a table. */
async function benchRecording(cameraCount: number, seconds: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const kinds = Array.from({ length: cameraCount + REFERENCES }, (_, index) => `${index + 1}:h264-aac`).join();
  await using cameras = await Cameras.start({ cameras: kinds });
  await using nvr = await (
    await Nvr.start({ folder, env: { ...cameraEnv(cameraCount, (camera) => cameras.url(camera)), SEGMENT_DURATION: '20' } })
  ).signIn();
  const references = Array.from({ length: REFERENCES }, (_, index) =>
    plainCopy(cameras.url(cameraCount + index + 1), path.join(folder, `plain-${index}.mkv`)),
  );
  await pause(15);

  const before = { product: figuresOfTree(nvr.pid), reference: references.flatMap(({ pid }) => figuresOfTree(pid ?? 0)) };
  const ended = new Map<number, ProcessFigures>();
  for (let second = 0; second < seconds; second++) {
    await pause(1);
    for (const figures of figuresOfTree(nvr.pid)) ended.set(figures.pid, figures); // conversions come and go
  }
  const after = { product: [...ended.values()], reference: references.flatMap(({ pid }) => figuresOfTree(pid ?? 0)) };
  for (const reference of references) reference.kill();
  const perMinute = (cpuSeconds: number, count: number): number => (cpuSeconds * 60) / seconds / count;
  const cpuOf = (wanted: (line: string) => boolean): number => perMinute(cpuGrowth(before.product, after.product, wanted), cameraCount);
  const plain = perMinute(
    cpuGrowth(before.reference, after.reference, () => true),
    REFERENCES,
  );

  const rows: [string, number][] = [
    ['recorders (ffmpeg)', cpuOf(isRecorder)],
    ['conversions (ffmpeg, ffprobe)', perMinute(conversionGrowth(before.product, after.product), cameraCount)],
    ['server (node)', cpuOf(isServer)],
    ['hub (go2rtc)', cpuOf((line) => line.includes('go2rtc.yaml'))],
  ];
  const total = rows.reduce((sum, [, value]) => sum + value, 0);
  say(`${cameraCount} cameras, ${seconds} s; CPU seconds per camera and minute; ratio to a plain ffmpeg -c copy (${plain.toFixed(2)})`);
  for (const [name, value] of [...rows, ['all', total] as const])
    say(`  ${name.padEnd(32)} ${value.toFixed(3)}  ${(value / plain).toFixed(2)} ×`);
  say(memoryLine(after.product, cameraCount));
  say(`  bytes written per media byte     ${writtenPerMediaByte(folder, after.product).toFixed(3)}`);
  rmSync(folder, { recursive: true, force: true });
}

const isRecorder = (line: string): boolean => line.includes('-segment_atclocktime');
const isServer = (line: string): boolean => line.includes('src/main.ts');

/** Conversions come and go; the server's account of ended children holds them. */
function conversionGrowth(before: readonly ProcessFigures[], after: readonly ProcessFigures[]): number {
  const of = (figures: readonly ProcessFigures[]): number =>
    figures.find(({ commandLine }) => isServer(commandLine))?.endedChildrenCpuSeconds ?? 0;
  return of(after) - of(before);
}

function cpuGrowth(before: readonly ProcessFigures[], after: readonly ProcessFigures[], wanted: (line: string) => boolean): number {
  const used = new Map(before.map(({ pid, cpuSeconds }) => [pid, cpuSeconds]));
  return after
    .filter(({ commandLine }) => wanted(commandLine))
    .reduce((sum, { pid, cpuSeconds }) => sum + cpuSeconds - (used.get(pid) ?? 0), 0);
}

function memoryLine(figures: readonly ProcessFigures[], cameraCount: number): string {
  const megabytes = (wanted: (line: string) => boolean): number =>
    figures.filter(({ commandLine }) => wanted(commandLine)).reduce((sum, { memoryBytes }) => sum + memoryBytes, 0) / 1e6;
  const recorders = (megabytes(isRecorder) / cameraCount).toFixed(1);
  const server = megabytes(isServer).toFixed(0);
  return `  memory: ${recorders} MB a recorder, server ${server} MB, hub ${megabytes((line) => line.includes('go2rtc.yaml')).toFixed(0)} MB`;
}

/**
 * What recorders handed to write() and what conversions wrote (each MP4 once: ffmpeg writes it in place, `bench/conversion.ts`
 * measures the little on top), per byte that is kept.
 */
function writtenPerMediaByte(folder: string, figures: readonly ProcessFigures[]): number {
  const bytesOf = (extension: string): number =>
    globSync(path.join(folder, `recordings/ch*/*/*.${extension}`)).reduce((sum, file) => sum + statSync(file).size, 0);
  const recorded = figures.filter(({ commandLine }) => isRecorder(commandLine)).reduce((sum, { writtenBytes }) => sum + writtenBytes, 0);
  return (recorded + bytesOf('mp4')) / (bytesOf('mkv') + bytesOf('mp4'));
}

function plainCopy(url: string, file: string): ChildProcess {
  const args = ['-v', 'quiet', '-nostdin', '-rtsp_transport', 'tcp', '-i', url, '-map', '0', '-c', 'copy', '-y', file];
  return spawn('ffmpeg', args, { stdio: 'ignore' });
}

function pause(seconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, seconds * 1000));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await benchRecording(Number(process.argv[2] ?? 16), Number(process.argv[3] ?? 60));
