import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { CameraPulse } from './camera-pulse.ts';

const SECOND = 1_000;

async function beat(pulse: CameraPulse, clock: FakeClock, seconds: number, frames: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await clock.advance(SECOND);
    pulse.frames(1, frames);
  }
}

describe('frames', () => {
  test('are counted over half a minute, without the burst at the start', async () => {
    const clock = new FakeClock();
    const pulse = new CameraPulse(clock);
    pulse.frames(1, 300);

    await beat(pulse, clock, 10, 20);
    const early = pulse.of(1).frameRate;
    await beat(pulse, clock, 60, 12.5);

    expect([early, pulse.of(1).frameRate]).toEqual([20, 12.5]);
  });

  test('that stop are a rate of 0 and an age, and a new run is measured anew', async () => {
    const clock = new FakeClock();
    const pulse = new CameraPulse(clock);
    await beat(pulse, clock, 10, 20);

    await clock.advance(60 * SECOND);
    const stopped = pulse.of(1);
    await beat(pulse, clock, 3, 25);

    expect([stopped.frameRate, stopped.lastFrameAgeMs, pulse.of(1).frameRate]).toEqual([0, 60_000, 25]);
  });

  test('of a camera that sends one each ten seconds are counted all the same', async () => {
    const clock = new FakeClock();
    const pulse = new CameraPulse(clock);
    for (let picture = 0; picture < 6; picture++) {
      await clock.advance(10 * SECOND);
      pulse.frames(1, 1);
    }
    await clock.advance(20 * SECOND);

    expect(pulse.of(1)).toMatchObject({ frameRate: 0.1, patienceMs: 30_000 });
  });

  test('that come each eleven seconds are counted over more than half a minute', async () => {
    const clock = new FakeClock();
    const pulse = new CameraPulse(clock);
    pulse.phase(1, 'recording');
    pulse.frames(1, 2); // what came while the stream was looked at
    for (let second = 0; second < 300; second++) {
      await clock.advance(SECOND);
      if (second % 11 === 0) pulse.frames(1, 1);
    }

    expect(pulse.of(1).frameRate).toBeCloseTo(1 / 11, 3);
  });

  test('nobody counts are unknown', () => {
    expect(new CameraPulse(new FakeClock()).of(1)).toMatchObject({ frameRate: null, lastFrameAgeMs: null, reconnects: 0 });
  });
});

describe('a recording that begins anew', () => {
  test('is a reconnect once, however often it starts; the first beginning is none', () => {
    const pulse = new CameraPulse(new FakeClock());

    for (const phase of ['starting', 'recording', 'waiting', 'starting', 'waiting', 'starting', 'recording', 'recording'] as const)
      pulse.phase(1, phase);

    expect(pulse.of(1)).toMatchObject({ reconnects: 1, reconnects24h: 1 });
  });

  test('is forgotten after a day, but not by the counter', async () => {
    const clock = new FakeClock();
    const pulse = new CameraPulse(clock);
    for (const phase of ['waiting', 'recording'] as const) pulse.phase(1, phase);

    await clock.advance(25 * 3_600_000);

    expect(pulse.of(1)).toMatchObject({ reconnects: 1, reconnects24h: 0 });
  });
});

test('closed segments are summed up', () => {
  const pulse = new CameraPulse(new FakeClock());
  pulse.closed({ channel: 2, startedAt: 0, endedAt: 600_000, durationMs: 600_000, sizeBytes: 5 });
  pulse.closed({ channel: 2, startedAt: 600_000, endedAt: 1_200_000, durationMs: 603_000, sizeBytes: 6 });

  expect(pulse.of(2)).toMatchObject({ recordedMs: 1_203_000, writtenBytes: 11 });
  expect(pulse.driftOf(2)).toEqual({ share: expect.closeTo(0.005, 9), overMs: 600_000 });
  expect(pulse.driftOf(3)).toBeNull();
});

test('a stream that comes back without sound has none', () => {
  const pulse = new CameraPulse(new FakeClock());
  const video = { kind: 'video', codec: 'h264', width: 1, height: 1, frameRate: 20 } as const;
  pulse.track(1, video);
  pulse.track(1, { ...video, kind: 'audio', codec: 'aac' });
  const before = pulse.of(1).audio?.codec;

  pulse.track(1, video);

  expect([before, pulse.of(1).audio]).toEqual(['aac', null]);
});
