import type { TroubleReason } from '#shared/channel.ts';
import type { StreamingReason } from '#shared/youtube.ts';

/** Facts that belong to an error, with units in their names; never a secret. */
export type ErrorData = Readonly<Record<string, string | number | boolean | null>>;

export interface ErrorDetails {
  readonly cause?: unknown;
  readonly data?: ErrorData;
}

/** Every error the house raises on purpose: a stable `code`, a sentence for people, the cause and data. */
export abstract class NvrError extends Error {
  readonly code: string;
  readonly data: ErrorData;

  constructor(code: string, message: string, { cause, data = {} }: ErrorDetails = {}) {
    super(message, { cause });
    this.name = new.target.name;
    this.code = code;
    this.data = data;
  }
}

/** It may work later without anybody's help: supervised code tries again. */
class Retryable extends NvrError {}

/** It cannot work until a person changes something. */
export class Fatal extends NvrError {
  /** The process's exit code when nobody handles it (sysexits.h). */
  readonly exitCode: number;

  constructor(code: string, message: string, details: ErrorDetails & { readonly exitCode?: number } = {}) {
    super(code, message, details);
    this.exitCode = details.exitCode ?? 70;
  }
}

/** Exit codes of sysexits.h that we use. */
export const EXIT = { software: 70, cannotCreate: 73, tryLater: 75, configuration: 78 } as const;

/** The configuration is wrong; the message names each variable and its remedy. */
export class ConfigInvalid extends Fatal {
  constructor(message: string, details: ErrorDetails = {}) {
    super('config-invalid', message, { ...details, exitCode: EXIT.configuration });
  }
}

/** A port we need is held by another program. */
export class PortTaken extends Fatal {
  constructor(message: string, details: ErrorDetails = {}) {
    super('port-taken', message, { ...details, exitCode: EXIT.configuration });
  }
}

/** A program we need (ffmpeg, go2rtc) is missing or too old. */
export class ProgramMissing extends Fatal {
  constructor(message: string, details: ErrorDetails = {}) {
    super('program-missing', message, { ...details, exitCode: EXIT.configuration });
  }
}

/** A folder or file cannot be made or written. */
export class CannotCreate extends Fatal {
  constructor(message: string, details: ErrorDetails = {}) {
    super('cannot-create', message, { ...details, exitCode: EXIT.cannotCreate });
  }
}

/** Another Mini-NVR uses the same folder. */
export class AlreadyRunning extends Fatal {
  constructor(message: string, details: ErrorDetails = {}) {
    super('already-running', message, { ...details, exitCode: EXIT.tryLater });
  }
}

/** The database was made by a newer Mini-NVR than this one. */
export class DatabaseTooNew extends Fatal {
  constructor(message: string, details: ErrorDetails = {}) {
    super('database-too-new', message, { ...details, exitCode: EXIT.configuration });
  }
}

/** The hub does not answer, or answers nonsense. */
export class HubUnreachable extends Retryable {
  constructor(message: string, details: ErrorDetails = {}) {
    super('hub-unreachable', message, details);
  }
}

/** A child process ended although nobody asked it to. */
export class ChildFailed extends Retryable {
  constructor(message: string, details: ErrorDetails = {}) {
    super('child-failed', message, details);
  }
}

/** A media file cannot be read as what it should be. */
export class MediaInvalid extends Fatal {
  constructor(message: string, details: ErrorDetails = {}) {
    super('media-invalid', message, details);
  }
}

/** A recording could not be made an MP4; the message says why, for people to read. The MKV is untouched. */
export class ConversionFailed extends Retryable {
  constructor(message: string, details: ErrorDetails = {}) {
    super('conversion-failed', message, details);
  }
}

/** The recording volume is not the one we know, or cannot be used now. */
export class VolumeUnusable extends Retryable {
  constructor(message: string, details: ErrorDetails = {}) {
    super('volume-unusable', message, details);
  }
}

/** Why a request is not granted; api/errors.ts knows the HTTP status of each. Documented in docs/api.md, never reused. */
export type RefusalCode =
  | 'invalid-credentials'
  | 'too-many-attempts'
  | 'too-busy'
  | 'not-signed-in'
  | 'csrf-invalid'
  | 'origin-refused'
  | 'host-unknown'
  | 'input-invalid'
  | 'channel-unknown'
  | 'path-invalid'
  | 'recording-unknown'
  | 'recording-running'
  | 'recording-protected'
  | 'protection-unknown'
  | 'too-many-protections'
  | 'export-unknown'
  | 'export-too-large'
  | 'too-many-exports'
  | 'share-unknown'
  | 'transcoding-off'
  | 'pin-wrong'
  | 'session-unknown'
  | 'not-yours'
  | 'range-refused'
  | 'too-many-viewers'
  | 'too-many-downloads'
  | 'upgrade-required'
  | 'streaming-off'
  | 'streaming-not-live'
  | 'metrics-local'
  | 'not-found';

/** A request that is not granted, with a sentence for the one who asked; it is no failure of ours. */
export class Refused extends Fatal {
  declare readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, details: ErrorDetails = {}) {
    super(code, message, details);
  }
}

/** The message of anything thrown, for a log line or a reason shown to people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's error code (`ENOSPC`, `ENOENT` …) of anything thrown, if it has one. */
export function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A camera's stream cannot be had now; `reason` tells programs why, the message tells people. */
export class StreamUnavailable extends Retryable {
  readonly reason: TroubleReason;

  constructor(reason: TroubleReason, message: string, details: ErrorDetails = {}) {
    super('stream-unavailable', message, details);
    this.reason = reason;
  }
}

/** The ingest does not take our stream; `reason` tells programs why, the message tells people. */
export class IngestFailed extends Retryable {
  readonly reason: StreamingReason;

  constructor(reason: StreamingReason, message: string, details: ErrorDetails = {}) {
    super('ingest-failed', message, details);
    this.reason = reason;
  }
}
