import { expect, test } from 'vitest';
import { LiveGate, type Urgency } from './live-gate.ts';

const never = new AbortController().signal;
const soon = () => new Promise((resolve) => setImmediate(resolve));

test('the gate lets so many in and the others by urgency, in the order they came', async () => {
  const gate = new LiveGate(1);
  const entered: string[] = [];
  const passThrough = async (name: string, urgency: Urgency) => {
    const place = await gate.enter(urgency, never);
    entered.push(name);
    await soon();
    place.leave();
    place.leave(); // twice is harmless
  };

  await Promise.all([
    passThrough('first', 'normal'),
    passThrough('dead', 'known-offline'),
    passThrough('a', 'normal'),
    passThrough('b', 'normal'),
    passThrough('clicked', 'user'),
  ]);

  expect(entered).toEqual(['first', 'clicked', 'a', 'b', 'dead']);
});

test('who gives up in the queue takes no place', async () => {
  const gate = new LiveGate(1);
  const leaving = new AbortController();
  const first = await gate.enter('normal', never);
  const gaveUp = gate.enter('normal', leaving.signal);

  leaving.abort(new Error('gone'));
  await expect(gaveUp).rejects.toThrow('gone');
  first.leave();

  await expect(gate.enter('normal', never)).resolves.toBeDefined();
});
