import type { AskFailure } from './device-facts.ts';

const TEXTS: Readonly<Record<AskFailure, string>> = {
  password:
    'It refuses this user or password. Many cameras have users of their own for ONVIF: make one in its settings, and switch ONVIF on. It was not asked again, because cameras lock accounts.',
  refused: 'Nothing listens at this port: ONVIF may be switched off in its settings, or have another port (80, 8000, 8080, 8899 …).',
  unreachable: 'This address cannot be reached from here.',
  timeout: 'It does not answer in time.',
  no_onvif: 'It answers, but not as ONVIF devices do. Is it a camera, and is ONVIF switched on in its settings?',
  no_media: 'It speaks ONVIF, but has no video stream to offer this user.',
  too_large: 'It answers without end, and was cut off.',
  broken: 'It answers with something that cannot be understood.',
};

/** What it means that a device told nothing, and what to do. */
export function failureText(failure: AskFailure): string {
  return TEXTS[failure];
}
