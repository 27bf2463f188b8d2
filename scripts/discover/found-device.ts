/** A device that said it is there, or that somebody named. */
export interface FoundDevice {
  /** Where its ONVIF answers; the host is the address that answered, never one it only claims. */
  readonly url: URL;
  /** What it calls itself, without control characters; empty: nothing. */
  readonly name: string;
}
