import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

/** A list of the profiles of a recorder with 64 inputs has about 300 kB. */
const MOST_BYTES = 2_000_000;
const LOOK_MS = 20;

/** Connections that are cut when more comes than any device has to tell; `onTooLarge` hears of it. */
export function limitedAgent(isSecure: boolean, onTooLarge: () => void): http.Agent {
  const agent = isSecure ? new https.Agent({ maxSockets: 2 }) : new http.Agent({ maxSockets: 2 });
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const connection = connect(options, callback);
    // reading along would take the data from its reader, so the count is looked at instead
    const socket = connection as Socket;
    const looking = setInterval(() => {
      if (socket.bytesRead <= MOST_BYTES) return;
      onTooLarge();
      socket.destroy(new Error('the answer is too large'));
    }, LOOK_MS);
    socket.once('close', () => clearInterval(looking));
    return connection;
  };
  return agent;
}
