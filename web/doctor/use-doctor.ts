import { useEffect, useState } from 'react';
import { useHealthApi } from '../client/use-health-api.ts';
import { browserClock } from '../time/clock.ts';
import { Doctor } from './doctor.ts';

/** A doctor for as long as the screen stands. */
export function useDoctor(): Doctor {
  const api = useHealthApi();
  const [doctor] = useState(() => new Doctor({ clock: browserClock, check: (channel, signal) => api.check(channel, signal) }));
  useEffect(() => () => doctor.stop(), [doctor]);
  return doctor;
}
