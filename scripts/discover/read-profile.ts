import { z } from 'zod';
import type { Profile } from './device-facts.ts';

const Text = z.union([z.string(), z.number()]).transform(String).nullable().catch(null);
const Amount = z.coerce.number().positive().nullable().catch(null);
const Codec = z.object({ govLength: Amount, H264Profile: Text, profile: Text }).nullable().catch(null);

/** A profile as the library reads it, from either of ONVIF's media services; anything may be missing. */
const RawProfile = z.object({
  $: z.object({ token: Text }).catch({ token: null }),
  name: Text,
  videoSourceConfiguration: z.object({ sourceToken: Text }).nullable().catch(null),
  videoEncoderConfiguration: z
    .object({
      $: z.object({ GovLength: Amount, Profile: Text }).nullable().catch(null),
      encoding: Text,
      resolution: z.object({ width: Amount, height: Amount }).nullable().catch(null),
      rateControl: z.object({ frameRateLimit: Amount, bitrateLimit: Amount }).nullable().catch(null),
      H264: Codec,
    })
    .nullable()
    .catch(null),
});
const EMPTY: z.infer<typeof RawProfile> = {
  $: { token: null },
  name: null,
  videoSourceConfiguration: null,
  videoEncoderConfiguration: null,
};

/** The address in an answer of either media service. */
export const StreamUri = z.union([
  z.object({ uri: z.string().min(1).max(1_024) }).transform(({ uri }) => uri),
  z.string().min(1).max(1_024),
]);

/** What a profile says of its stream, and the token to ask for its address. */
export function readProfile(raw: unknown): Omit<Profile, 'uri'> & { readonly token: string | null } {
  const { $, name, videoSourceConfiguration: source, videoEncoderConfiguration: video } = RawProfile.catch(EMPTY).parse(raw);
  return {
    token: $.token,
    name,
    source: source?.sourceToken ?? null,
    encoding: video?.encoding ?? null,
    encodingProfile: video?.$?.Profile ?? video?.H264?.H264Profile ?? video?.H264?.profile ?? null,
    width: video?.resolution?.width ?? null,
    height: video?.resolution?.height ?? null,
    frameRate: video?.rateControl?.frameRateLimit ?? null,
    bitrateKbps: video?.rateControl?.bitrateLimit ?? null,
    gopFrames: video?.$?.GovLength ?? video?.H264?.govLength ?? null,
  };
}
