import type { Finding, FindingTopic, Verdict } from '#shared/health.ts';

/** One thing that the doctor says of a camera. @param code names it for programs and for other languages @param text a whole sentence */
export function say(
  topic: FindingTopic,
  code: string,
  verdict: Verdict,
  text: string,
  { advice = null, data = {} }: { readonly advice?: string | null; readonly data?: Finding['data'] } = {},
): Finding {
  return { topic, code, verdict, text, advice, data };
}
