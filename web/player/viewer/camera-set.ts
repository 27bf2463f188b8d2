import type { CameraState } from './camera-player.ts';
import type { ViewerCamera } from './viewer-camera.ts';

/** The cameras on view. */
export class CameraSet {
  readonly #cameras = new Map<ViewerCamera, () => void>();

  /** A camera comes on view; it tells when something of it changes. */
  add(camera: ViewerCamera, onChange: () => void): void {
    this.#cameras.set(camera, camera.subscribe(onChange));
  }

  remove(camera: ViewerCamera): void {
    this.#cameras.get(camera)?.();
    this.#cameras.delete(camera);
  }

  clear(): void {
    for (const camera of this.all) this.remove(camera);
  }

  get all(): readonly ViewerCamera[] {
    return [...this.#cameras.keys()];
  }

  /** Those that show the moment asked for. */
  get shown(): readonly ViewerCamera[] {
    return this.all.filter((camera) => camera.getSnapshot().phase === 'shown');
  }

  /** Those that have to wait for data. */
  get lacking(): readonly ViewerCamera[] {
    return this.all.filter((camera) => isLacking(camera.getSnapshot()));
  }

  get states(): readonly CameraState[] {
    return this.all.map((camera) => camera.getSnapshot());
  }

  /** The camera of a channel if it shows something, else another that does. */
  shownOf(channel: number): ViewerCamera | undefined {
    const { shown } = this;
    return shown.find((camera) => camera.channel === channel) ?? shown[0];
  }

  pause(): void {
    for (const camera of this.all) camera.pause();
  }

  play(): void {
    for (const camera of this.all) camera.play();
  }
}

function isLacking({ phase, isWaiting }: CameraState): boolean {
  return phase === 'loading' || (phase === 'shown' && isWaiting);
}
