/** The container's health check: the process answers. A camera that is away is no reason to restart anything. */
const url = `http://127.0.0.1:${process.env.WEB_PORT || 2126}/healthz`;
const answer = await fetch(url, { signal: AbortSignal.timeout(4000) }).catch(() => undefined);
process.exit(answer?.ok ? 0 : 1);
