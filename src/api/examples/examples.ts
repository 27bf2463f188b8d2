import type { ApiExamples } from './api-example.ts';
import { EXPORT_EXAMPLES } from './export-examples.ts';
import { RECORDING_EXAMPLES } from './recording-examples.ts';
import { SESSION_EXAMPLES } from './session-examples.ts';
import { STREAMING_EXAMPLES } from './streaming-examples.ts';
import { SYSTEM_EXAMPLES } from './system-examples.ts';

/** One for each route of the API: openapi.test.ts says which is missing or wrong. */
export const EXAMPLES: ApiExamples = {
  ...SESSION_EXAMPLES,
  ...RECORDING_EXAMPLES,
  ...EXPORT_EXAMPLES,
  ...SYSTEM_EXAMPLES,
  ...STREAMING_EXAMPLES,
};
