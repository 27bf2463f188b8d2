import type { Cell, Recorded } from './cell.ts';

const CODECS: Readonly<Record<string, string>> = { h264: 'H.264', hevc: 'H.265', mjpeg: 'MJPEG', mpeg4: 'MPEG-4' };

/** The table of docs/cameras.md, as Markdown. */
export function cameraTable(cells: readonly Cell[]): string {
  const rows = cells.map(({ title, expected, told, advice }) => {
    const recorded = expected.outcome === 'recorded' ? recordedText(expected) : 'no';
    return `| ${[title, recorded, told || '–', advice].join(' | ')} |`;
  });
  return ['| Camera | Recorded | What is told | What to set at it |', '|---|---|---|---|', ...rows].join('\n');
}

function recordedText({ codec, sound }: Recorded): string {
  return `${CODECS[codec] ?? codec}${soundText(sound)}`;
}

function soundText(sound: readonly (string | null)[]): string {
  const names = sound.flatMap((name) => (name === null ? [] : [name === 'aac' ? 'AAC' : name === 'opus' ? 'Opus' : 'as it is']));
  if (names.length === 0) return '';
  return `, sound ${names.join(' or ')}${sound.includes(null) ? ', or left out' : ''}`;
}
