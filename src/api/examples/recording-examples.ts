import type { ApiExamples } from './api-example.ts';

const FILE = 'ch1/2026-11-22/101500+0100.mp4';
const INIT = '0123456789abcdef'.repeat(4);
const TRANSCODED = `of=${FILE.replace('+', '%2B')}&init=${INIT}&offset=40960&bytes=1048576`;
const SPAN = 'from=2026-11-22T09:00:00Z&to=2026-11-22T11:00:00Z';

/** What is recorded, and what is happening. */
export const RECORDING_EXAMPLES: ApiExamples = {
  'GET /api/live': {
    answer: {
      channels: {
        '1': {
          ...{ status: 'LIVE', file: 'ch1/2026-11-22/101500+0100.mkv', phase: 'recording', reason: null, detail: null },
          ...{ since: '2026-11-22T08:00:00.000Z', nextTryAt: null, online: true, videoCodec: 'H264', audioCodec: 'AAC' },
          bitrateBps: 4_120_000,
        },
      },
    },
  },
  'GET /api/dates': { path: '/api/dates?channel=1', answer: { dates: ['2026-11-22', '2026-11-21'], misdated: ['1970-01-01'] } },
  'GET /api/channel/:ch/recordings': {
    path: '/api/channel/1/recordings?date=2026-11-22',
    answer: {
      recordings: [
        {
          ...{ name: FILE, startTime: '10:15:00', datetime: '2026-11-22T10:15:00+01:00', size: '290.1 MB', sizeBytes: 290_100_000 },
          ...{ duration: 600.02, live: false, protected: false, problem: null, unplayable: null, misdated: null },
        },
      ],
    },
  },
  'DELETE /api/recording': { path: `/api/recording?path=${FILE.replace('+', '%2B')}`, answer: { message: 'Deleted', path: FILE } },
  'DELETE /api/recordings': {
    path: `/api/recordings?${SPAN}&channel=1&dryRun=true`,
    answer: {
      ...{ deleted: 11, protected: 2, bytes: 3_190_000_000, left: 0 },
      channels: [
        {
          ...{ channel: 1, deleted: 11, protected: 2, bytes: 3_190_000_000, keptBy: ['admin'], endsProtections: 0 },
          ...{ from: '2026-11-22T08:55:00.000Z', to: '2026-11-22T10:45:00.000Z', leavesRunning: false },
        },
      ],
    },
  },
  'GET /recordings/*': { path: `/recordings/${FILE}?download=1`, options: '-OJ' },
  'GET /api/timeline': {
    path: `/api/timeline?${SPAN}&channel=1`,
    answer: {
      ...{ from: '2026-11-22T09:00:00.000Z', to: '2026-11-22T11:00:00.000Z' },
      channels: [
        {
          channel: 1,
          recordings: [{ from: '2026-11-22T09:10:00.000Z', to: '2026-11-22T11:00:00.000Z', live: true }],
          gaps: [{ from: '2026-11-22T09:00:00.000Z', to: '2026-11-22T09:10:00.000Z', reason: 'camera_offline' }],
          unreadable: [{ from: '2026-11-22T09:30:00.000Z', to: '2026-11-22T09:40:00.000Z' }],
          events: [
            {
              ...{ id: 4_712, at: '2026-11-22T09:10:02.000Z', kind: 'camera_back', channel: 1 },
              ...{ text: 'Camera 1 is back', data: { awayMs: 602_000, isNew: false } },
            },
          ],
          coverage: 91.66,
        },
      ],
    },
  },
  'GET /api/coverage': {
    path: '/api/coverage?month=2026-11&channel=1',
    answer: { days: [{ date: '2026-11-22', percent: 99.96, interruptions: 1 }] },
  },
  'GET /api/protections': {
    answer: {
      protections: [
        {
          ...{ id: 1, channel: 1, from: '2026-11-22T09:00:00.000Z', to: '2026-11-22T11:00:00.000Z' },
          ...{ note: 'The van at the door', by: 'admin', mayChange: true, sizeBytes: 3_600_000_000 },
        },
      ],
    },
  },
  'POST /api/protections': {
    body: { channel: 1, from: '2026-11-22T09:00:00Z', to: '2026-11-22T11:00:00Z', note: 'The van at the door' },
    answer: { id: 1 },
  },
  'DELETE /api/protections/:id': { path: '/api/protections/1', answer: { message: 'Unprotected' } },
  'GET /api/channel/:ch/playlist.m3u8': { path: `/api/channel/1/playlist.m3u8?${SPAN}` },
  'GET /api/channel/:ch/transcoded.mp4': { path: `/api/channel/1/transcoded.mp4?${TRANSCODED}`, options: '-o init.mp4' },
  'GET /api/channel/:ch/transcoded.m4s': { path: `/api/channel/1/transcoded.m4s?${TRANSCODED}`, options: '-o part.m4s' },
  'GET /api/playback/init/:sha256.mp4': { path: `/api/playback/init/${INIT}.mp4`, options: '-O' },
  'GET /api/channel/:ch/thumbnail.jpg': { path: '/api/channel/1/thumbnail.jpg?at=2026-11-22T09:15:00Z', options: '-o picture.jpg' },
  'GET /api/channel/:ch/sprites': {
    path: '/api/channel/1/sprites?at=2026-11-22T09:15:00Z',
    answer: {
      ...{ from: '2026-11-22T09:10:00.000Z', to: '2026-11-22T09:20:00.000Z' },
      url: '/api/channel/1/sprites.jpg?at=2026-11-22T09:10:00.000Z&v=3f2a',
      ...{ columns: 10, tileWidth: 160, tileHeight: 90, tiles: ['2026-11-22T09:10:00.000Z', '2026-11-22T09:10:10.000Z'] },
    },
  },
  'GET /api/channel/:ch/sprites.jpg': { path: '/api/channel/1/sprites.jpg?at=2026-11-22T09:15:00Z', options: '-o sheet.jpg' },
  'GET /api/channel/:ch/live': { path: '/api/channel/1/live?stream=sub' },
  'GET /api/channel/:ch/snapshot.jpg': { path: '/api/channel/1/snapshot.jpg?stream=sub', options: '-o now.jpg' },
  'POST /api/channel/:ch/whep': {
    path: '/api/channel/1/whep',
    options: "-H 'Content-Type: application/sdp' --data-binary @offer.sdp",
  },
};
