const MOST_AHEAD_BYTES = 64 * 1024;

/** What is known of a connection's bytes. */
export interface UploadFigures {
  /** Given to the connection and not taken by it yet. */
  readonly queuedBytes: number;
  readonly takenBytes: number;
  readonly acknowledgedBytes: number;
  readonly acknowledgements: number;
  /** Taken, and later than usual to be acknowledged: in the line, or in its buffers. */
  readonly lateBytes: number;
}

/** What an RTMP server says it has received of a connection. */
export class Acknowledgements {
  #count = 0;
  #bytes = 0;
  #stepBytes = 0;
  #isSane = true;

  /** How often it has said so. */
  get count(): number {
    return this.#count;
  }

  /** What it has received, as far as it has said. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Notes the number of an acknowledgement, of 32 bits: it begins anew after 4 GiB. */
  take(number: number, sentBytes: number): void {
    const step = (number - this.#bytes) >>> 0;
    this.#count++;
    this.#bytes += step;
    this.#stepBytes = Math.max(this.#stepBytes, step);
    if (this.#bytes > sentBytes + MOST_AHEAD_BYTES) this.#isSane = false; // it counts something else
  }

  /** Sent, and later than it should be acknowledged; 0 when the server never says, or counts something else. */
  lateBytes(sentBytes: number): number {
    return this.#count > 0 && this.#isSane ? Math.max(0, sentBytes - this.#bytes - this.#stepBytes) : 0;
  }
}
