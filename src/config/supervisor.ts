/** What keeps this process running, and how it wants to be told that it lives; each is null where there is none. */
export interface Supervisor {
  /** systemd's socket for messages of its services, sd_notify(3). */
  readonly notifySocket: string | null;
  /** systemd ends a service of which it has heard nothing for so long. */
  readonly watchdogMs: number | null;
  /** A file whose time says when the event loop last turned: the health check of our image looks at it. */
  readonly aliveFile: string | null;
}

/** Reads what a supervisor puts into the environment: no settings, so they stand in no `.env`. */
export function supervisorOf(env: Readonly<Record<string, string | undefined>>): Supervisor {
  const watchdogUs = Number(env.WATCHDOG_USEC);
  return {
    notifySocket: env.NOTIFY_SOCKET || null,
    watchdogMs: Number.isFinite(watchdogUs) && watchdogUs > 0 ? watchdogUs / 1000 : null,
    aliveFile: env.MINI_NVR_ALIVE_FILE || null,
  };
}
