import type { WebSocket } from 'ws';
import { type Client, type ClientAction, together } from './client.ts';

const FINGERPRINT = Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, '0').toUpperCase()).join(':');
const MSE = JSON.stringify({ type: 'mse', value: 'avc1.640029,avc1.64002A,avc1.640033,mp4a.40.2,opus' });

/** An offer that a browser could have made, with somebody behind it who never comes. */
function offer(chance: Client['chance']): string {
  const lines = [
    ...['v=0', `o=- ${chance.whole(1, 1e9)} 2 IN IP4 127.0.0.1`, 's=-', 't=0 0', 'a=group:BUNDLE 0'],
    ...['m=video 9 UDP/TLS/RTP/SAVPF 96', 'c=IN IP4 0.0.0.0', 'a=rtcp:9 IN IP4 0.0.0.0'],
    ...[`a=ice-ufrag:u${chance.whole(1000, 9999)}`, `a=ice-pwd:${'p'.repeat(24)}`, `a=fingerprint:sha-256 ${FINGERPRINT}`],
    ...['a=setup:actpass', 'a=mid:0', 'a=recvonly', 'a=rtcp-mux', 'a=rtpmap:96 H264/90000'],
    'a=fmtp:96 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function close(socket: WebSocket | undefined): void {
  socket?.terminate();
}

/** People who watch, and programs that say they do. */
export const LIVE_CLIENTS: readonly ClientAction[] = [
  {
    name: 'whep-flood',
    weight: 1,
    act: async (client) => {
      const sdp = { 'content-type': 'application/sdp' };
      await together(client.chance.pick([1, 30, 200, 600]), async (index) => {
        await client.pause(index * 5);
        await client.change('POST', `/api/channel/${client.channel()}/whep`, offer(client.chance), sdp);
      });
    },
  },
  {
    name: 'socket-offers',
    weight: 1,
    act: async (client) => {
      const socket = await client.socket(`/api/channel/${client.channel()}/live`);
      for (let count = client.chance.pick([3, 100, 500]); count > 0 && socket?.readyState === socket?.OPEN; count--) {
        socket?.send(JSON.stringify({ type: 'webrtc/offer', value: offer(client.chance) }));
        await client.pause(5);
      }
      await client.pause(2_000);
      close(socket);
    },
  },
  {
    name: 'live-wall',
    weight: 3,
    act: async (client) => {
      await together(client.chance.pick([1, 8, 40]), async () => {
        const socket = await client.socket(`/api/channel/${client.channel()}/live?stream=${client.chance.pick(['main', 'sub'])}`);
        if (socket?.readyState === socket?.OPEN) socket?.send(MSE);
        await client.pause(client.chance.between(500, 8_000));
        close(socket);
      });
    },
  },
  {
    name: 'live-unread',
    weight: 1,
    act: async (client) => {
      const socket = await client.socket(`/api/channel/${client.channel()}/live`);
      if (socket?.readyState === socket?.OPEN) socket?.send(MSE);
      socket?.pause();
      await client.pause(12_000);
      close(socket);
    },
  },
  {
    name: 'snapshots',
    weight: 1,
    act: (client) => together(client.chance.whole(1, 12), () => client.get(`/api/channel/${client.channel()}/snapshot.jpg`)),
  },
];
