import { threadCpuUsage } from 'node:process';

/**
 * The longest time that the main thread computed without letting anything else in, ms of its own CPU time: what a busy machine
 * takes away from it does not count. Ends the watch.
 */
export function watchBusyStretch(): () => number {
  const usedMs = (): number => {
    const { user, system } = threadCpuUsage();
    return (user + system) / 1000;
  };
  let longestMs = 0;
  let last = usedMs();
  const look = (): void => {
    longestMs = Math.max(longestMs, usedMs() - last);
    last = usedMs();
  };
  const timer = setInterval(look, 1);
  return () => {
    look();
    clearInterval(timer);
    return longestMs;
  };
}
