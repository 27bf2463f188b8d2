import { describe, expect, test } from 'vitest';
import type { ChannelConfig } from '../config/config.ts';
import { silentLog } from '../lib/log.ts';
import { Redactor } from '../lib/redact.ts';
import { ChannelList, type ChannelUser } from './channels.ts';

const CAMERA: ChannelConfig = { channel: 1, name: 'Door', url: 'rtsp://h/1', subUrl: null, record: true, secrets: [] };

function harness(...channels: readonly ChannelConfig[]) {
  const redactor = new Redactor();
  const list = new ChannelList(channels, { log: silentLog(), redactor });
  const told: string[] = [];
  const join = (name: string, needs: ChannelUser['needs']): void =>
    list.join({
      needs,
      leave: (channel) => void told.push(`${name} leaves ${channel}`),
      take: ({ channel }) => void told.push(`${name} takes ${channel}`),
    });
  return { list, told, join, redactor };
}

describe('the list of channels', () => {
  test('gives those there are to whoever joins, and later ones when they come', async () => {
    const { list, told, join } = harness(CAMERA);
    join('hub', ({ url }) => url);

    await list.set({ ...CAMERA, channel: 2 });

    expect(told).toEqual(['hub takes 1', 'hub takes 2']);
    expect(list.current().map(({ channel }) => channel)).toEqual([1, 2]);
  });

  test('a change is told to those whom it concerns, last one first, and touches no other channel', async () => {
    const { list, told, join } = harness(CAMERA, { ...CAMERA, channel: 2 });
    join('hub', ({ url }) => url);
    join('recorder', ({ url, record }) => (record ? { url } : null));
    join('web', ({ name }) => name);
    await list.set(CAMERA);
    told.length = 0;

    const isNew = await list.set({ ...CAMERA, url: 'rtsp://h/other' });

    expect([isNew, told]).toEqual([true, ['recorder leaves 1', 'hub leaves 1', 'hub takes 1', 'recorder takes 1']]);
  });

  test('who no longer needs a channel leaves it, and who did not need it takes it', async () => {
    const { list, told, join } = harness(CAMERA);
    join('recorder', ({ record }) => (record ? 'recorded' : null));
    await list.set({ ...CAMERA, record: false });
    await list.set({ ...CAMERA, name: 'Gate', record: false });
    await list.set({ ...CAMERA, name: 'Gate' });

    expect(told).toEqual(['recorder takes 1', 'recorder leaves 1', 'recorder takes 1']);
  });

  test('what changes nothing is not applied', async () => {
    const { list, told, join } = harness(CAMERA);
    join('hub', () => ({}));

    expect([await list.set({ ...CAMERA }), await list.remove(7)]).toEqual([false, false]);
    expect(told).toEqual(['hub takes 1']);
  });

  test('a removed channel is left by all, and is not there any more', async () => {
    const { list, told, join } = harness(CAMERA);
    join('hub', () => ({}));
    join('recorder', () => ({}));

    expect(await list.remove(1)).toBe(true);
    expect(told.slice(2)).toEqual(['recorder leaves 1', 'hub leaves 1']);
    expect(list.current()).toEqual([]);
  });

  test('one room that fails keeps no other from hearing of it', async () => {
    const { list, told, join } = harness();
    list.join({ needs: () => ({}), take: () => Promise.reject(new Error('broken')) });
    join('recorder', () => ({}));

    await list.set(CAMERA);

    expect(told).toEqual(['recorder takes 1']);
  });

  test('a channel that takes long holds up no other, only what comes next of its own', async () => {
    const { list, told, join } = harness();
    const slow = Promise.withResolvers<void>();
    list.join({ needs: () => ({}), take: ({ channel }) => (channel === 1 ? slow.promise : undefined) });
    join('recorder', () => ({}));

    const first = list.set(CAMERA);
    const removed = list.remove(1);
    await list.set({ ...CAMERA, channel: 2 });
    const meanwhile = [...told];
    slow.resolve();
    await Promise.all([first, removed]);

    expect([meanwhile, told]).toEqual([['recorder takes 2'], ['recorder takes 2', 'recorder takes 1', 'recorder leaves 1']]);
  });

  test('a new camera’s secrets are struck out before anybody hears of it', async () => {
    const { list, redactor } = harness();
    const logged: string[] = [];
    list.join({ needs: () => ({}), take: ({ url }) => void logged.push(redactor.text(url)) });

    await list.set({ ...CAMERA, url: 'rtsp://h/live/hunter4', secrets: ['hunter4'] });

    expect(logged).toEqual(['rtsp://h/live/***']);
  });
});
