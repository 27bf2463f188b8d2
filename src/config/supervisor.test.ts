import { expect, test } from 'vitest';
import { supervisorOf } from './supervisor.ts';

test('systemd says where and how often it wants to hear of us', () => {
  expect(supervisorOf({ NOTIFY_SOCKET: '/run/systemd/notify', WATCHDOG_USEC: '60000000' })).toEqual({
    notifySocket: '/run/systemd/notify',
    watchdogMs: 60_000,
    aliveFile: null,
  });
});

test.each([{}, { WATCHDOG_USEC: 'soon' }, { WATCHDOG_USEC: '0', NOTIFY_SOCKET: '' }])('nobody keeps it running: %o', (env) => {
  expect(supervisorOf(env)).toEqual({ notifySocket: null, watchdogMs: null, aliveFile: null });
});
