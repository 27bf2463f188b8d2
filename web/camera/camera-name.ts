import type { ConfigAnswer } from '#shared/settings.ts';

/** What a camera is called; its number where none of that number is configured any more. */
export function cameraName(channel: number, { channels }: Pick<ConfigAnswer, 'channels'>): string {
  return channels.find((camera) => camera.channel === channel)?.name ?? `${channel}`;
}

/** What cameras are called, for a line of text. */
export function cameraNames(channels: readonly number[], config: Pick<ConfigAnswer, 'channels'>): string {
  return channels.map((channel) => cameraName(channel, config)).join(', ');
}
