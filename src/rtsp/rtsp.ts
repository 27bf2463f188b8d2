export { RtspForward } from './forward.ts';
export { type LoginMethod, nameOfLogin } from './login.ts';
export { askForStream, type StreamAnswer } from './question.ts';
export { RtspReader, type RtspRequest, writeAnswer } from './request.ts';
