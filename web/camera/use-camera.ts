import { useQuery } from '@tanstack/react-query';
import type { ChannelLive } from '#shared/live.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import { useConfig, useServer } from '../client/server.tsx';

/** What is configured of a camera; undefined where there is none of that number. */
export function useCamera(channel: number): ConfigAnswer['channels'][number] | undefined {
  return useConfig().channels.find((camera) => camera.channel === channel);
}

/** What the server knows about a camera now. */
export function useChannelLive(channel: number): ChannelLive | undefined {
  const { queries } = useServer();
  return useQuery({ ...queries.live(), select: (channels) => channels[channel] }).data;
}
