/** The last known picture of a channel: an object URL, and when it was taken (epoch ms). */
export interface Picture {
  readonly url: string;
  readonly takenAt: number;
}

/** Keeps the last picture of each channel while the page lives, so that a tile never begins black. */
export class LastPictures {
  readonly #pictures = new Map<number, Picture>();

  of(channel: number): Picture | null {
    return this.#pictures.get(channel) ?? null;
  }

  keep(channel: number, image: Blob, takenAt: number): Picture {
    const before = this.#pictures.get(channel);
    const picture = { url: URL.createObjectURL(image), takenAt };
    this.#pictures.set(channel, picture);
    // Whoever still shows the old one has drawn it long before this.
    if (before) setTimeout(() => URL.revokeObjectURL(before.url), 10_000);
    return picture;
  }
}

/** The frame a video shows now, as JPEG; null when it shows none. Drawn at once, so the video may be emptied right after. */
export function captureFrame(video: HTMLVideoElement): Promise<Blob | null> {
  if (video.videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return Promise.resolve(null);
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
}
