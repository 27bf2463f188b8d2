import { findSecretOf, findVariable, knownNames } from './names.ts';
import type { Problems } from './problems.ts';
import { nearest } from './spelling.ts';

/** Where a name stands: a `.env` file is ours alone, the environment belongs to everybody. */
export type Origin = '.env' | 'environment';

/** What Docker Compose and people's shells keep in a `.env` file for themselves. */
const OF_OTHERS = /^(?:COMPOSE_\w+|DOCKER_\w+|BUILDKIT_\w+|P?[UG]ID|USER|USERNAME|PATH|HOME)$/;
/** Names in the environment that begin like this are probably meant for us. */
const DISTINCTIVE = /^(?:DVR|RTSP|CAMERA|SEGMENT|RECORD|RETENTION|MAX_STORAGE|MIN_FREE|CLEANUP|GO2RTC|WEBRTC|YOUTUBE)_/;

/** Reports a name that is none of ours: an error when it is probably a misspelt one, a warning when it merely has no effect. */
export function reportUnknown(name: string, origin: Origin, problems: Problems): void {
  if (findVariable(name) || findSecretOf(name)) return;
  if (origin === '.env' ? OF_OTHERS.test(name) : !DISTINCTIVE.test(name)) return;
  const likely = likelyNameFor(name);
  if (likely?.isNear) problems.report(name, `is unknown; did you mean ${likely.name}?`);
  else if (origin === '.env') problems.warn(`${name} is unknown and has no effect${likely ? `; perhaps ${likely.name} is meant` : ''}`);
}

function likelyNameFor(name: string): { readonly name: string; readonly isNear: boolean } | undefined {
  const number = /\d+/.exec(name)?.[0].replace(/^0+/, '') || '1';
  const candidates = knownNames(number);
  const upper = name.toUpperCase();
  const related = candidates.filter((known) => isLongerOrShorter(upper, known.toUpperCase()));
  const best = nearest(name, related.length > 0 ? related : candidates);
  if (!best) return undefined;
  const isNear = related.length > 0 || best.distance <= (name.length > 8 ? 2 : 1);
  return isNear || best.distance <= name.length / 3 ? { name: best.name, isNear } : undefined;
}

/** DVR_PASSWORD for DVR_PASS, RETENTION for RETENTION_DAYS. */
function isLongerOrShorter(name: string, known: string): boolean {
  return known.startsWith(`${name}_`) || (known.length > 5 && name.startsWith(known));
}
