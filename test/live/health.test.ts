import { expect, test } from 'vitest';
import type { AlarmsAnswer } from '#shared/alarms.ts';
import type { CameraCheckAnswer, HealthAnswer } from '#shared/health.ts';
import { Cameras } from '../fakes/cameras.ts';
import { freePorts } from '../fakes/free-port.ts';
import { live } from '../fakes/live.ts';
import { Nvr } from '../fakes/nvr.ts';
import { Receiver } from '../fakes/receiver.ts';

const TOKEN = 'a-token-for-prometheus';

live('health of the whole product', () => {
  test('is measured, doctored, exported and told outside', async () => {
    await using receiver = await Receiver.start();
    await using cameras = await Cameras.start({ cameras: '1:h264-aac,2:hevc-aac' });
    const [closed] = await freePorts(1);
    const env = {
      CAMERA_1_URL: cameras.url(1),
      CAMERA_2_URL: cameras.url(2),
      CAMERA_3_URL: `rtsp://admin:canary-password@127.0.0.1:${closed}/stream1`,
      CAMERA_3_NAME: 'Gone',
      ALERT_WEBHOOK_URL: receiver.url('/hook').href,
      METRICS_TOKEN: TOKEN,
      SEGMENT_DURATION: '6',
    };
    await using nvr = await Nvr.start({ env });
    await nvr.signIn();
    const health = (): Promise<HealthAnswer> => nvr.json<HealthAnswer>('/api/health');
    const isMeasured = async (): Promise<boolean> => {
      const { channels } = await health();
      return channels
        .slice(0, 2)
        .every(({ frameRate, gopMs, coverage }) => frameRate !== null && gopMs !== null && (coverage.at(-1)?.percent ?? 0) > 50);
    };

    await nvr.until(isMeasured, 25_000, 'two cameras are measured');
    const { channels, process: figures, database } = await health();
    const checks = await Promise.all(
      [1, 2].map(
        async (channel) => (await (await nvr.fetch(`/api/channel/${channel}/check`, { method: 'POST' })).json()) as CameraCheckAnswer,
      ),
    );
    const counts = await cameras.counts(1);

    console.log(
      `camera 1: ${channels[0]?.frameRate} fps, GOP ${channels[0]?.gopMs} ms; the doctor took ${checks.map(({ tookMs }) => tookMs).join(' and ')} ms`,
    );
    expect(channels[0]).toMatchObject({
      codec: 'h264',
      width: 1280,
      height: 720,
      frameRateWanted: 20,
      phase: 'recording',
      reconnects24h: 0,
    });
    expect(channels[0]?.frameRate).toBeGreaterThan(17);
    expect(channels[0]?.frameRate).toBeLessThan(23);
    expect(channels[0]?.lastFrameAgeMs).toBeLessThan(3_000);
    expect(channels[0]?.gopMs).toBeGreaterThan(1_800);
    expect(channels[0]?.gopMs).toBeLessThan(2_200);
    expect(channels[2]).toMatchObject({ name: 'Gone', phase: 'waiting', reason: 'refused' });
    expect(figures.memoryBytes).toBeGreaterThan(20e6);
    expect(database.bytes).toBeGreaterThan(4_096);

    const [first, second] = checks.map(({ findings }) => findings.map(({ code }) => code));
    expect(first).toEqual([
      ...['reachable', 'password_accepted', 'codec_h264', 'gop_good', 'no_b_frames', 'smart_codec_off', 'audio_aac', 'rate_good'],
      ...['picture_good', 'clock_unmeasured'], // it has been recorded for seconds only
    ]);
    expect(second).toContain('codec_h265');
    expect(checks[0]?.picture).toMatch(/^data:image\/jpeg;base64,\/9j\//);
    expect(checks[0]?.tookMs).toBeLessThan(12_000);
    expect([counts.streams.main.connectionsPeak, counts.connectionsEver]).toEqual([1, 1]);

    const scrape = (authorization: string): Promise<Response> => fetch(new URL('/metrics', nvr.url), { headers: { authorization } });
    expect((await scrape('Bearer wrong')).status).toBe(401);
    const metrics = await (await scrape(`Bearer ${TOKEN}`)).text();
    expect(metrics).toMatch(/^nvr_camera_recording\{channel="1",name="Camera 1"\} 1$/m);
    expect(metrics).toMatch(/^nvr_camera_recorded_seconds_total\{channel="1"\} [1-9]/m);
    expect(metrics).toMatch(/^nvr_http_request_duration_seconds_count\{method="POST",route="\/api\/login",status="2xx"\} 1$/m);

    await nvr.until(async () => receiver.received.length > 0, 40_000, 'the webhook hears of the camera that is away');
    const { alarms, webhook } = await nvr.json<AlarmsAnswer>('/api/alarms');
    expect(alarms).toMatchObject([{ kind: 'camera_not_recorded', channel: 3, reason: 'refused' }]);
    expect(webhook).toMatchObject({ isConfigured: true, waiting: 0, lastError: null });
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ event: 'alarm_raised', alarm: alarms[0] });
    expect(receiver.received[0]?.body).not.toContain('canary');
  });
});
