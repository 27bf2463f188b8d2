import type { ChildExit } from './child.ts';

/** What ffmpeg and ffprobe call trouble; everything else they print tells what they do. */
const COMPLAINT =
  /error|fail|invalid|could not|cannot|can't|unable|denied|refused|no such|not found|\bno \w+ .*found|unsupported|not supported|unknown|missing|corrupt|truncated|too many|too large|timed out|no space|read-only|does not contain|matches no/i;
/** Said of what was said before, or of how far the program has come. */
const NO_REASON = /^\s*Last message repeated|^\w+=|^\s*Stream (#|mapping)|^(frame|size)=\s*\d/;
/** Which part of the program says so, and where that lies in memory. */
const SPEAKER = /^\s*(\[[^\]]+\]\s*)+/;
const LONGEST = 200;

/** The line of a program's last words that says what was wrong, for people; undefined when none does. The first one: what follows is its echo. */
export function complaintIn(lastWords: readonly string[]): string | undefined {
  const said = lastWords.filter((line) => !NO_REASON.test(line)).map((line) => line.replace(SPEAKER, '').trim());
  return said.find((line) => COMPLAINT.test(line))?.slice(0, LONGEST);
}

/** How a program ended, in words for people: what it complained of, or the plain fact. */
export function howItEnded({ code, signal, lastWords }: Pick<ChildExit, 'code' | 'signal' | 'lastWords'>): string {
  const fact = signal ? `killed (${signal})` : `exit code ${code}`;
  const complaint = complaintIn(lastWords);
  return complaint === undefined ? fact : `${complaint} (${fact})`;
}
