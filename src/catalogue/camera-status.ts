import { type Kysely, type Selectable, sql } from 'kysely';
import { type RecordingPhase, TroubleReason } from '#shared/channel.ts';
import type { Tables } from '../database/database.ts';
import { latestMs } from './believable.ts';

/** All that is known of a channel now; times are epoch ms. */
export interface ChannelState {
  readonly channel: number;
  readonly phase: RecordingPhase;
  readonly reason: TroubleReason | null;
  readonly detail: string | null;
  /** Since when phase and reason are what they are. */
  readonly since: number | null;
  readonly nextTryAt: number | null;
  readonly runningPath: string | null;
  readonly runningStartedAt: number | null;
  readonly online: boolean;
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
  readonly bitrateBps: number | null;
  /** Of the closed segments. */
  readonly newestPath: string | null;
  readonly lastEndedAt: number | null;
}

/** What the recorder says of a channel. */
export interface RecordingStateTold {
  readonly channel: number;
  readonly phase: RecordingPhase;
  readonly reason: TroubleReason | null;
  readonly detail: string | null;
  readonly nextTryAt: number | null;
}

/** What the hub says of a camera. */
export interface CameraStateTold {
  readonly channel: number;
  readonly online: boolean;
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
  readonly bitrateBps: number | null;
}

type StatusRow = Omit<ChannelState, 'online'> & { readonly online: number };

/** States of every channel that is configured or has recordings, by number. */
export async function channelStates(t: Kysely<Tables>, now: number): Promise<ChannelState[]> {
  const { rows } = await sql<StatusRow>`
    SELECT c.channel, coalesce(s.phase, 'off') AS phase, s.reason, s.detail, s.since, s.next_try_at AS "nextTryAt",
      s.running_path AS "runningPath", s.running_started_at AS "runningStartedAt", coalesce(s.online, 0) AS online,
      s.video_codec AS "videoCodec", s.audio_codec AS "audioCodec", s.bitrate_bps AS "bitrateBps",
      newest.path AS "newestPath", newest.ended_at AS "lastEndedAt"
    FROM (SELECT channel FROM camera_status UNION SELECT channel FROM channel_days) c
    LEFT JOIN camera_status s ON s.channel = c.channel
    LEFT JOIN segments newest ON newest.id = (
      SELECT id FROM segments WHERE channel = c.channel AND is_deleting = 0 AND started_at <= ${latestMs(now)} ORDER BY started_at DESC LIMIT 1)
    ORDER BY c.channel`.execute(t);
  return rows.map((row) => ({ ...row, online: Boolean(row.online) }));
}

/** Enters what the recorder says. @returns whether anything changed */
export async function writeRecordingState(t: Kysely<Tables>, told: RecordingStateTold, now: number): Promise<boolean> {
  const before = await statusRow(t, told.channel);
  const isNew = before?.phase !== told.phase || before.reason !== told.reason;
  if (!isNew && before.detail === told.detail && before.next_try_at === told.nextTryAt) return false;
  const trouble = told.reason ? { trouble_reason: told.reason, trouble_at: now } : {};
  const row = {
    phase: told.phase,
    reason: told.reason,
    detail: told.detail,
    next_try_at: told.nextTryAt === null ? null : Math.round(told.nextTryAt),
    since: isNew ? now : (before.since ?? now),
    ...trouble,
  };
  await upsert(t, told.channel, row);
  return true;
}

/** Enters what the hub says. @returns whether anything changed that is worth a write */
export async function writeCameraState(t: Kysely<Tables>, told: CameraStateTold): Promise<boolean> {
  const before = await statusRow(t, told.channel);
  const bitrate = told.bitrateBps === null ? null : Math.round(told.bitrateBps);
  const row = { online: told.online ? 1 : 0, video_codec: told.videoCodec, audio_codec: told.audioCodec, bitrate_bps: bitrate };
  const isSame =
    before?.online === row.online &&
    before.video_codec === row.video_codec &&
    before.audio_codec === row.audio_codec &&
    !differsMuch(before.bitrate_bps, bitrate);
  if (isSame) return false;
  await upsert(t, told.channel, row);
  return true;
}

/** Says which file of a channel is being written. */
export async function writeRunning(t: Kysely<Tables>, channel: number, running: { path: string; startedAt: number } | null): Promise<void> {
  await upsert(t, channel, {
    running_path: running?.path ?? null,
    running_started_at: running ? Math.round(running.startedAt) : null,
  });
}

/** Reads and clears what the last process left: nothing is running yet. @returns paths that were being written then */
export async function takeLeftStatus(t: Kysely<Tables>, now: number): Promise<{ running: string[]; troubles: LeftTrouble[] }> {
  const rows = await t.selectFrom('camera_status').selectAll().execute();
  await t
    .updateTable('camera_status')
    .set({
      phase: 'off',
      reason: null,
      detail: null,
      since: now,
      next_try_at: null,
      running_path: null,
      running_started_at: null,
      online: 0,
    })
    .execute();
  return {
    running: rows.flatMap(({ running_path }) => running_path ?? []),
    troubles: rows.flatMap(({ channel, trouble_reason, trouble_at }) => {
      const reason = TroubleReason.safeParse(trouble_reason);
      return reason.success && trouble_at !== null ? [{ channel, reason: reason.data, at: trouble_at }] : [];
    }),
  };
}

export interface LeftTrouble {
  readonly channel: number;
  readonly reason: TroubleReason;
  readonly at: number;
}

/** What is being written on a channel now, by the status row alone. */
async function statusRow(t: Kysely<Tables>, channel: number) {
  return await t.selectFrom('camera_status').selectAll().where('channel', '=', channel).executeTakeFirst();
}

type StatusChange = Partial<Omit<Selectable<Tables['camera_status']>, 'channel'>>;

async function upsert(t: Kysely<Tables>, channel: number, change: StatusChange): Promise<void> {
  await t
    .insertInto('camera_status')
    .values({ ...NOTHING_KNOWN, ...change, channel })
    .onConflict((conflict) => conflict.column('channel').doUpdateSet(change))
    .execute();
}

const NOTHING_KNOWN = {
  phase: 'off',
  reason: null,
  detail: null,
  since: null,
  next_try_at: null,
  running_path: null,
  running_started_at: null,
  video_codec: null,
  audio_codec: null,
  bitrate_bps: null,
  trouble_reason: null,
  trouble_at: null,
};

function differsMuch(before: number | null, now: number | null): boolean {
  if (before === null || now === null) return before !== now;
  return Math.abs(now - before) > before * 0.1;
}
