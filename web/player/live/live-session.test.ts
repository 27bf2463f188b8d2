import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { LiveFailure } from './live-failure.ts';
import { LiveGate } from './live-gate.ts';
import { LiveSession, type LiveSessionOptions } from './live-session.ts';
import type { CameraTrouble, LivePhase } from './live-state.ts';
import type { Transport } from './play.ts';

type Behaviour = 'plays' | 'nothing' | LiveFailure;

/** A camera seen through a fake browser: each way to play behaves as told, and frames flow while it plays. */
class FakeCamera {
  readonly clock = new FakeClock(0);
  readonly gate = new LiveGate(4);
  readonly tried: string[] = [];
  readonly behaves: Record<Transport, Behaviour> = { webrtc: 'plays', mse: 'plays' };
  hasStill = true;
  connects = false;
  isFrozen = false;
  isDrawn = true;
  stillsAsked = 0;
  startsWith: Transport = 'webrtc';
  remembered: string[] = [];
  firstFrameAfterMs = 300;
  #playingSince: number | null = null;
  #frozenFrames = 0;

  session(): LiveSession {
    const options: LiveSessionOptions = {
      channel: 1,
      clock: this.clock,
      gate: this.gate,
      memory: {
        first: () => this.startsWith,
        webrtcFails: () => this.remembered.push('fails'),
        forget: () => this.remembered.push('works'),
      },
      pictures: { of: () => null, keep: (_channel, _image, takenAt) => ({ url: `blob:${takenAt}`, takenAt }) },
      play: (by, { signal, onConnected }) => {
        if (this.connects) onConnected();
        return this.#play(by, signal);
      },
      frames: () => this.#frames(),
      isDrawn: () => this.isDrawn,
      capture: async () => null,
      still: async () => {
        this.stillsAsked++;
        return this.hasStill ? new Blob() : null;
      },
      random: () => 0.5,
    };
    return LiveSession.start(options);
  }

  #frames(): number {
    if (this.#playingSince === null) return 0;
    if (!this.isFrozen) this.#frozenFrames = Math.max(0, Math.floor((this.clock.now() - this.#playingSince) / 50));
    return this.#frozenFrames;
  }

  async #play(by: Transport, signal: AbortSignal): Promise<never> {
    this.tried.push(`${by}@${this.clock.now()}`);
    const behaviour = this.behaves[by];
    if (behaviour instanceof LiveFailure) throw behaviour;
    if (behaviour === 'plays') this.#playingSince = this.clock.now() + this.firstFrameAfterMs;
    try {
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
      throw new Error('unreachable');
    } finally {
      this.#playingSince = null;
    }
  }
}

function watched(session: LiveSession): LivePhase['phase'][] {
  const phases: LivePhase['phase'][] = [];
  session.subscribe(() => {
    const { phase } = session.getSnapshot();
    if (phases.at(-1) !== phase) phases.push(phase);
  });
  return phases;
}

const noWay = new LiveFailure('no_connection', 'ICE failed');
const unsupported = new LiveFailure('unsupported', 'codecs not matched');
const unreachable: CameraTrouble = { reason: 'unreachable', detail: 'no route to host', since: 0 };

describe('a live session', () => {
  test('plays by WebRTC when it works', async () => {
    const camera = new FakeCamera();
    const session = camera.session();
    const phases = watched(session);

    session.show();
    await camera.clock.advance(1000);

    expect(phases).toEqual(['connecting', 'live']);
    expect(session.getSnapshot()).toMatchObject({ phase: 'live', by: 'webrtc' });
    expect(camera.remembered).toEqual(['works']);
  });

  test('does nothing until somebody looks', async () => {
    const camera = new FakeCamera();
    const session = camera.session();

    await camera.clock.advance(60_000);

    expect(session.getSnapshot().phase).toBe('idle');
    expect(camera.tried).toEqual([]);
  });

  test('falls back to MSE when no WebRTC frame comes within four seconds, and remembers it', async () => {
    const camera = new FakeCamera();
    camera.behaves.webrtc = 'nothing';
    const session = camera.session();

    session.show();
    await camera.clock.advance(5000);

    expect(camera.tried).toEqual(['webrtc@0', 'mse@4000']);
    expect(session.getSnapshot()).toMatchObject({ phase: 'live', by: 'mse' });
    expect(camera.remembered).toEqual(['fails']);
  });

  test('does not blame the network when it was the camera that sent nothing', async () => {
    const camera = new FakeCamera();
    camera.connects = true;
    camera.behaves.webrtc = 'nothing';
    const session = camera.session();

    session.show();
    await camera.clock.advance(5000);

    expect(session.getSnapshot()).toMatchObject({ phase: 'live', by: 'mse' });
    expect(camera.remembered).toEqual([]);
  });

  test('does not blame the network when only the codec is not for WebRTC', async () => {
    const camera = new FakeCamera();
    camera.behaves.webrtc = unsupported;
    const session = camera.session();

    session.show();
    await camera.clock.advance(1000);

    expect(session.getSnapshot()).toMatchObject({ phase: 'live', by: 'mse' });
    expect(camera.remembered).toEqual([]);
  });

  test('shows stills when the browser cannot play the codec, and tries upwards again after a minute', async () => {
    const camera = new FakeCamera();
    camera.behaves.webrtc = unsupported;
    camera.behaves.mse = unsupported;
    const session = camera.session();

    session.show();
    await camera.clock.advance(10_000);
    expect(session.getSnapshot()).toMatchObject({ phase: 'stills', why: 'unsupported', picture: { takenAt: 10_000 } });
    expect(camera.stillsAsked).toBeGreaterThanOrEqual(5);

    camera.behaves.mse = 'plays';
    await camera.clock.advance(55_000);
    expect(session.getSnapshot()).toMatchObject({ phase: 'live', by: 'mse' });
  });

  test('retries for ever with growing waits when not even a still comes', async () => {
    const camera = new FakeCamera();
    Object.assign(camera, { hasStill: false });
    camera.behaves.webrtc = noWay;
    camera.behaves.mse = noWay;
    const session = camera.session();

    session.show();
    await camera.clock.advance(10 * 60_000);

    const times = camera.tried.filter((entry) => entry.startsWith('webrtc')).map((entry) => Number(entry.split('@')[1]));
    const waits = times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1000);
    expect(waits.slice(0, 8)).toEqual([1, 2, 5, 10, 20, 40, 60, 60]);
    expect(session.getSnapshot()).toMatchObject({ phase: 'offline', reason: null });
  });

  test('reconnects by itself when frames stop for four seconds', async () => {
    const camera = new FakeCamera();
    const session = camera.session();
    const phases = watched(session);

    session.show();
    await camera.clock.advance(35_000);
    camera.isFrozen = true;
    await camera.clock.advance(5000);
    camera.isFrozen = false;
    await camera.clock.advance(2000);

    expect(phases).toEqual(['connecting', 'live', 'stalled', 'live']);
    expect(camera.tried).toHaveLength(2);
  });

  test('does not hammer a camera that the server calls offline, and comes back at once when the server does', async () => {
    const camera = new FakeCamera();
    camera.behaves.webrtc = noWay;
    camera.behaves.mse = noWay;
    camera.hasStill = false;
    const session = camera.session();

    session.know(unreachable);
    session.show();
    await camera.clock.advance(59_000);
    expect(session.getSnapshot()).toMatchObject({ phase: 'offline', reason: 'unreachable', detail: 'no route to host', nextTryAt: 60_000 });
    expect(camera.tried).toEqual([]);

    camera.behaves.webrtc = 'plays';
    session.know(null);
    await camera.clock.advance(1000);
    expect(session.getSnapshot().phase).toBe('live');
  });

  test('tries an offline camera once a minute, and at once when the user asks', async () => {
    const camera = new FakeCamera();
    camera.behaves.webrtc = new LiveFailure('camera', 'connection refused', 'refused');
    const session = camera.session();

    session.know(unreachable);
    session.show();
    await camera.clock.advance(61_000);
    expect(camera.tried).toEqual(['webrtc@60000']);
    expect(session.getSnapshot().phase).toBe('offline');

    session.tryNow();
    await camera.clock.advance(100);
    expect(camera.tried).toHaveLength(2);
  });

  test('frees the connection when hidden for so long, not before, and plays again when seen', async () => {
    const camera = new FakeCamera();
    const session = camera.session();
    session.show();
    await camera.clock.advance(2000);

    session.hide(10_000);
    await camera.clock.advance(5000);
    session.show();
    await camera.clock.advance(20_000);
    expect(session.getSnapshot().phase).toBe('live');
    expect(camera.tried).toHaveLength(1);

    session.hide(10_000);
    await camera.clock.advance(10_500);
    expect(session.getSnapshot().phase).toBe('idle');
    session.show();
    await camera.clock.advance(1000);
    expect(session.getSnapshot().phase).toBe('live');
  });

  test('waits longer for a camera whose keyframes are far apart, once it is seen to send', async () => {
    const camera = new FakeCamera();
    camera.connects = true;
    camera.firstFrameAfterMs = 10_000;
    const session = camera.session();

    session.show();
    await camera.clock.advance(9_900);
    expect(session.getSnapshot().phase).toBe('connecting');
    await camera.clock.advance(25_000);

    expect(session.getSnapshot()).toMatchObject({ phase: 'live' });
  });

  test('tries at once when the server is back, however long it was away', async () => {
    const camera = new FakeCamera();
    Object.assign(camera, { hasStill: false });
    camera.behaves.webrtc = noWay;
    camera.behaves.mse = noWay;
    const session = camera.session();
    session.show();
    await camera.clock.advance(5 * 60_000 + 5_000);
    expect(session.getSnapshot()).toMatchObject({ phase: 'offline' });
    const before = camera.tried.length;

    camera.behaves.webrtc = 'plays';
    session.tryAnew();
    await camera.clock.advance(500);

    expect(camera.tried).toHaveLength(before + 1);
    expect(session.getSnapshot().phase).toBe('live');
  });

  test('shows still pictures and nothing else while data are saved, and moves again afterwards', async () => {
    const camera = new FakeCamera();
    const session = camera.session();
    session.show();
    await camera.clock.advance(1000);

    session.save(true);
    await camera.clock.advance(10_000);
    expect(session.getSnapshot()).toMatchObject({ phase: 'stills', why: 'data_saver' });
    expect(camera.tried).toHaveLength(1);

    session.save(false);
    await camera.clock.advance(1000);
    expect(session.getSnapshot().phase).toBe('live');
  });

  test('does not take a picture in picture for frozen because its page is hidden', async () => {
    const camera = new FakeCamera();
    const session = camera.session();
    session.show();
    await camera.clock.advance(1000);

    camera.isDrawn = false;
    camera.isFrozen = true;
    await camera.clock.advance(60_000);

    expect(session.getSnapshot().phase).toBe('live');
    expect(camera.tried).toHaveLength(1);
  });

  test('changes to the way that carries sound when asked to', async () => {
    const camera = new FakeCamera();
    const session = camera.session();
    session.show();
    await camera.clock.advance(1000);

    session.prefer('mse');
    await camera.clock.advance(1000);

    expect(session.getSnapshot()).toMatchObject({ phase: 'live', by: 'mse' });
  });

  test('leaves nothing behind when disposed of', async () => {
    const camera = new FakeCamera();
    const session = camera.session();
    session.show();
    await camera.clock.advance(1000);

    session.dispose();
    await camera.clock.advance(0);

    expect(camera.clock.sleepers).toBe(0);
  });
});

test('only four of many tiles connect at once', async () => {
  const first = new FakeCamera();
  const cameras = Array.from({ length: 6 }, () => Object.assign(new FakeCamera(), { gate: first.gate, clock: first.clock }));
  for (const camera of cameras) {
    camera.behaves.webrtc = 'nothing';
    camera.session().show();
  }

  await first.clock.advance(100);

  expect(cameras.filter(({ tried }) => tried.length > 0)).toHaveLength(4);
});
