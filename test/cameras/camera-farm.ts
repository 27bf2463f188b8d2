import { Cameras } from '../fakes/cameras.ts';
import { hasGstreamer, OddCamera } from '../fakes/odd-cameras.ts';
import type { CameraOf, Cell } from './cell.ts';
import { hasLive555, Live555 } from './live555.ts';

/** A program that plays some of the cameras. */
interface Server {
  readonly url: (cell: Cell) => string;
  /** How often it was asked to play this camera; null: it does not tell. */
  readonly plays: (cell: Cell) => Promise<number | null>;
  readonly end: () => Promise<void>;
}

type Group<Kind extends CameraOf['by']> = readonly (Cell & { readonly camera: Extract<CameraOf, { by: Kind }> })[];

/** What is missing on this machine for a cell; undefined: nothing. */
export function missingFor({ camera: { by } }: Cell): string | undefined {
  if (by === 'gstreamer' && !hasGstreamer()) return 'GStreamer’s RTSP server is not installed (npm test installs it)';
  if (by === 'live555' && !hasLive555()) return 'live555MediaServer is not installed (Debian’s livemedia-utils, where it has it)';
  return undefined;
}

/** The cameras of some cells, each real and by itself. */
export class CameraFarm implements AsyncDisposable {
  readonly #servers: ReadonlyMap<string, Server>;

  private constructor(servers: ReadonlyMap<string, Server>) {
    this.#servers = servers;
  }

  static async start(cells: readonly Cell[]): Promise<CameraFarm> {
    const servers = new Map<string, Server>();
    for (const [key, group] of Map.groupBy(cells, serverOf)) servers.set(key, await startServer(group));
    return new CameraFarm(servers);
  }

  url(cell: Cell): string {
    const url = this.#server(cell).url(cell);
    return cell.login === undefined ? url : url.replace('://', `://${cell.login}@`);
  }

  plays(cell: Cell): Promise<number | null> {
    return this.#server(cell).plays(cell);
  }

  /** All of them at once, in the middle of what they send. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#servers.values()].map(({ end }) => end()));
  }

  #server(cell: Cell): Server {
    const server = this.#servers.get(serverOf(cell));
    if (!server) throw new Error(`nobody plays ${cell.id}`);
    return server;
  }
}

/** Cells with the same text share one program. */
function serverOf({ id, camera }: Cell): string {
  if (camera.by === 'gstreamer') return `gstreamer ${camera.transport}`;
  if (camera.by === 'simulator') return `simulator ${camera.more.join(' ')}`;
  return camera.by === 'live555' ? 'live555' : `odd ${id}`;
}

async function startServer(group: readonly Cell[]): Promise<Server> {
  const by = group[0]?.camera.by;
  if (by === 'gstreamer') return await gstreamer(group as Group<'gstreamer'>);
  if (by === 'simulator') return await simulator(group as Group<'simulator'>);
  if (by === 'live555') return await live555(group as Group<'live555'>);
  return await oddCamera(group as Group<'odd'>);
}

async function gstreamer(group: Group<'gstreamer'>): Promise<Server> {
  const camera = await OddCamera.gstreamer(
    group[0]?.camera.transport ?? 'tcp',
    Object.fromEntries(group.map(({ id, camera: { pipeline } }) => [`/${id}`, pipeline])),
  );
  return {
    url: ({ id }) => camera.url(`/${id}`),
    plays: ({ id }) => Promise.resolve(camera.lines.filter((line) => line.replace(/\/$/, '') === `play /${id}`).length),
    end: () => camera[Symbol.asyncDispose](),
  };
}

async function simulator(group: Group<'simulator'>): Promise<Server> {
  const numberOf = (cell: Cell): number => group.findIndex(({ id }) => id === cell.id) + 1;
  const cameras = await Cameras.start({
    cameras: group.map(({ camera: { kind } }, index) => `${index + 1}:${kind}`).join(),
    more: group[0]?.camera.more ?? [],
  });
  return {
    url: (cell) => cameras.url(numberOf(cell)),
    plays: async (cell) => (await cameras.counts(numberOf(cell))).connectionsEver,
    end: () => cameras[Symbol.asyncDispose](),
  };
}

async function live555(group: Group<'live555'>): Promise<Server> {
  const server = await Live555.start(Object.fromEntries(group.map(({ camera: { file, material } }) => [file, material])));
  return {
    url: ({ camera }) => server.url(camera.by === 'live555' ? camera.file : ''),
    plays: () => Promise.resolve(null),
    end: () => server[Symbol.asyncDispose](),
  };
}

async function oddCamera([cell]: Group<'odd'>): Promise<Server> {
  if (!cell) throw new Error('a camera without a cell');
  const camera = await OddCamera.start(cell.camera.material, cell.camera.quirks);
  return {
    url: () => camera.url(),
    plays: () => Promise.resolve(camera.lines.filter((line) => / PLAY /.test(line)).length),
    end: () => camera[Symbol.asyncDispose](),
  };
}
