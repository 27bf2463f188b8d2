import { AlarmsAnswer } from '#shared/alarms.ts';
import { CameraCheckAnswer, HealthAnswer, HealthHistoryAnswer } from '#shared/health.ts';
import type { Health } from '../../health/health.ts';
import type { StreamTrouble } from '../../hub/hub.ts';
import { StreamUnavailable } from '../../lib/errors.ts';
import type { Redactor } from '../../lib/redact.ts';
import type { App } from '../app.ts';
import { ChannelParams, type Channels } from '../channels.ts';
import type { CameraGate } from '../live/camera-gate.ts';
import type { LiveViewers } from '../live/live-viewers.ts';
import { PROBLEMS } from '../problems.ts';

/** What this room asks the room that watches over everything. */
export type ApiHealth = Pick<Health, 'report' | 'history' | 'alarms' | 'testAlarm' | 'check' | 'metrics' | 'storageHistory'>;

export interface CameraHealthRoutesOptions {
  readonly health: ApiHealth;
  readonly channels: Channels;
  readonly gate: CameraGate;
  readonly viewers: LiveViewers;
  readonly redactor: Redactor;
}

const TAGS = ['health'];

/** How everything is, what is wrong, and the camera doctor. */
export function cameraHealthRoutes(app: App, options: CameraHealthRoutesOptions): void {
  figures(app, options);
  alarms(app, options);
  doctor(app, options);
}

function figures(app: App, { health, redactor }: CameraHealthRoutesOptions): void {
  const config = { policy: 'session' } as const;
  const clean = (text: string | null): string | null => (text === null ? null : redactor.text(text));
  app.get(
    '/api/health',
    { config, schema: { tags: TAGS, summary: 'Cameras, hub, disk and process, measured', response: { 200: HealthAnswer, ...PROBLEMS } } },
    async () => {
      const { channels, hub, disk, ...rest } = await health.report();
      return {
        ...rest,
        channels: channels.map((camera) => ({ ...camera, detail: clean(camera.detail) })),
        hub: { ...hub, reason: clean(hub.reason) },
        disk: { ...disk, detail: clean(disk.detail) },
      };
    },
  );
  app.get(
    '/api/health/history',
    { config, schema: { tags: TAGS, summary: 'The process over the last day', response: { 200: HealthHistoryAnswer, ...PROBLEMS } } },
    () => health.history(),
  );
}

function alarms(app: App, { health, redactor }: CameraHealthRoutesOptions): void {
  const clean = (answer: AlarmsAnswer): AlarmsAnswer => ({
    ...answer,
    alarms: answer.alarms.map((alarm) => ({ ...alarm, text: redactor.text(alarm.text) })),
  });
  app.get(
    '/api/alarms',
    {
      config: { policy: 'session' },
      schema: { tags: TAGS, summary: 'What is wrong now, and who was told', response: { 200: AlarmsAnswer, ...PROBLEMS } },
    },
    () => clean(health.alarms()),
  );
  app.post(
    '/api/alarms/test',
    {
      config: { policy: 'session+csrf' },
      schema: {
        tags: TAGS,
        summary: 'Raises an alarm about nothing for some seconds, to see who hears of it',
        response: { 200: AlarmsAnswer, ...PROBLEMS },
      },
    },
    async () => clean(await health.testAlarm()),
  );
}

function doctor(app: App, { health, channels, gate, viewers }: CameraHealthRoutesOptions): void {
  app.post(
    '/api/channel/:ch/check',
    {
      config: { policy: 'session+csrf' },
      schema: {
        tags: TAGS,
        summary: 'Looks at a camera for about five seconds and says in plain words what it finds',
        params: ChannelParams,
        response: { 200: CameraCheckAnswer, ...PROBLEMS },
      },
    },
    async (request) => {
      const channel = channels.demand(request.params.ch);
      const answer = await health.check(channel, await knownTrouble(gate, channel));
      const refused = answer.findings.find(({ code }) => code === 'password_refused');
      if (refused) {
        const trouble = { reason: 'auth_failed', detail: refused.text } as const;
        gate.note(channel, trouble);
        viewers.kick(channel, trouble);
      }
      return answer;
    },
  );
}

/** A camera that refuses the password is not asked once more: it would lock the account. */
async function knownTrouble(gate: CameraGate, channel: number): Promise<StreamTrouble | undefined> {
  try {
    await gate.demandOpen(channel);
    return undefined;
  } catch (error) {
    if (error instanceof StreamUnavailable) return { reason: error.reason, detail: error.message };
    throw error;
  }
}
