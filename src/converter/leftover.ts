import path from 'node:path';

/** What an MP4 is called until it is complete: `.101500+0100.mp4.tmp` beside `101500+0100.mkv`. */
export function unfinishedPathFor(mkvPath: string): string {
  const { dir, name } = path.parse(mkvPath);
  return path.join(dir, `.${name}.mp4.tmp`);
}

/** Whether a file of this name (without folder) is a conversion that was never finished: rubbish, unless we are at work on it. */
export function isLeftover(name: string): boolean {
  return /^\.[^/]+\.mp4\.tmp$/.test(name);
}
