import { describe, expect, test } from 'vitest';
import type { CameraCheckAnswer, Finding } from '#shared/health.ts';
import { isRecordable, jsonReport, type Report, textReport } from './report.ts';

const PAPER = { width: 80, hasColor: false };

function finding(more: Partial<Finding>): Finding {
  return { topic: 'reachable', code: 'reachable', verdict: 'good', text: 'The camera answers.', advice: null, data: {}, ...more };
}

function reportOf(...findings: Finding[]): Report {
  const main: CameraCheckAnswer = { channel: 1, at: '2026-11-30T12:00:00Z', tookMs: 4_000, verdict: 'good', findings, picture: null };
  return { url: 'rtsp://admin:***@camera.example/1', subUrl: undefined, number: 3, answer: { main, sub: undefined } };
}

describe('what is reported of a camera', () => {
  test('is one entry for each finding, cut between words, with its advice', () => {
    const advice = 'Set the camera to H.264, or its sub-stream, which is then used for live pictures.';
    const long = 'The video is H.265, 2560×1440: it is recorded as it is, but not every browser plays it.';

    expect(textReport(reportOf(finding({ topic: 'video_codec', verdict: 'warning', text: long, advice })), PAPER)).toBe(
      `Main stream: rtsp://admin:***@camera.example/1

  warning  video        The video is H.265, 2560×1440: it is recorded as it is,
                        but not every browser plays it.
                        → Set the camera to H.264, or its sub-stream, which is
                          then used for live pictures.

Mini-NVR can record this camera: write into .env (with the password for ***)

CAMERA_3_URL='rtsp://admin:***@camera.example/1'
`,
    );
  });

  test('has colours where it may', () => {
    expect(textReport(reportOf(finding({})), { ...PAPER, hasColor: true })).toContain('\u001b[32mgood     \u001b[0mconnection');
  });

  test('is an object with the same for programs', () => {
    expect(JSON.parse(jsonReport(reportOf(finding({ verdict: 'bad' }))))).toMatchObject({
      url: 'rtsp://admin:***@camera.example/1',
      recordable: false,
      env: ["CAMERA_3_URL='rtsp://admin:***@camera.example/1'"],
    });
  });
});

test.each([
  ['codec_other', true],
  ['no_video', false],
  ['password_refused', false],
  ['picture_none', false],
])('a camera with %s can be recorded: %s', (code, recordable) => {
  expect(isRecordable({ findings: [finding({}), finding({ code, verdict: 'bad' })] })).toBe(recordable);
});
