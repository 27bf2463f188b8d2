import { execFileSync } from 'node:child_process';

/** How many pictures a file holds, as ffprobe counts them. */
export function countPictures(file: string): number {
  const count = ['-count_packets', '-show_entries', 'stream=nb_read_packets', '-of', 'csv=p=0'];
  return Number.parseInt(execFileSync('ffprobe', ['-v', 'error', '-select_streams', 'v:0', ...count, file], { encoding: 'utf8' }), 10);
}
