export { RtspForward } from './forward.ts';
export { RtspReader, type RtspRequest, writeAnswer } from './request.ts';
