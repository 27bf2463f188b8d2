import { PortTaken } from '../../lib/errors.ts';
import { isPortTaken } from '../../lib/free-port.ts';

/** A port we are going to need, and the variable that sets it. */
export interface WantedPort {
  readonly variable: string;
  readonly port: number;
  readonly host: string;
}

/** Looks whether ports are free before go2rtc starts, because it goes on running without them. @throws PortTaken naming all */
export async function demandFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  const taken: string[] = [];
  for (const { variable, port, host } of wanted) {
    if (await isPortTaken(port, host))
      taken.push(`${variable}=${port}: another program holds this port; end it or choose another number in .env`);
  }
  if (taken.length > 0) throw new PortTaken(taken.join('\n'));
}
