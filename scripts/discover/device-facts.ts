import { z } from 'zod';

/** Devices leave out what they like, and say numbers as text. */
const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String).nullable().catch(null);
const Amount = z.coerce.number().positive().nullable().catch(null);

/** One stream a device offers, as ONVIF's profile tells it. */
export const Profile = z.object({
  name: Text,
  /** Which lens or input it comes from. */
  source: Text,
  /** `H264`, `H265`, `JPEG` …, as the device writes it. */
  encoding: Text,
  /** `Baseline`, `Main`, `High` … */
  encodingProfile: Text,
  width: Amount,
  height: Amount,
  frameRate: Amount,
  bitrateKbps: Amount,
  /** Pictures from keyframe to keyframe. */
  gopFrames: Amount,
  /** Without a user, as the device gives it. */
  uri: z.string().max(1_024),
});
export type Profile = z.infer<typeof Profile>;

/** What a device told of itself. */
export const DeviceFacts = z.object({
  maker: Text,
  model: Text,
  /** Its clock against ours; null: it does not say. */
  clockOffsetMs: z.number().nullable().catch(null),
  profiles: z.array(Profile).max(512),
});
export type DeviceFacts = z.infer<typeof DeviceFacts>;

/** Why a device told nothing. */
export const AskFailure = z.enum(['password', 'refused', 'unreachable', 'timeout', 'no_onvif', 'no_media', 'too_large', 'broken']);
export type AskFailure = z.infer<typeof AskFailure>;

/** How asking a device ended. */
export const AskResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('told'), facts: DeviceFacts }),
  z.object({ kind: z.literal('failed'), failure: AskFailure }),
]);
export type AskResult = z.infer<typeof AskResult>;
