import path from 'node:path';
import { Catalogue, type EventTold } from '../catalogue/catalogue.ts';
import { Database } from '../database/database.ts';
import { CannotCreate, messageOf, StreamUnavailable } from '../lib/errors.ts';
import { closeFolder, isOpenToOthers } from '../lib/file-modes.ts';
import { makeFolder } from '../lib/make-folder.ts';
import { Volume, type VolumeReport } from '../volume/volume.ts';
import type { Plan } from './plan.ts';

/** What the house remembers, and the disk it records to. */
export interface Memory {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly volume: Volume;
}

const VOLUME_ID = 'volume-id';

/** Opens database, catalogue and disk. @throws AlreadyRunning, CannotCreate */
export async function openMemory(plan: Plan): Promise<Memory> {
  const { config, log, clock, rooms, notices } = plan;
  await makeDataFolder(config.dataDir);
  await closeDataFolder(plan);
  const database = rooms.use(
    await Database.open({ url: config.databaseUrl, folder: config.dataDir, log: log.child({ room: 'database' }) }),
  );
  const onNotice = (notice: Parameters<typeof notices.publish>[0]): void => notices.publish(notice);
  const catalogue = rooms.use(await Catalogue.open({ database, clock, log: log.child({ room: 'catalogue' }), onNotice }));
  let isAway = true;
  const volume: Volume = rooms.use(
    await Volume.open({
      recordDir: config.recordDir,
      dataDir: config.dataDir,
      knownId: await catalogue.meta(VOLUME_ID),
      hasSegments: await catalogue.hasSegments(),
      minFreeBytes: config.retention.minFreeBytes,
      clock,
      log: log.child({ room: 'volume' }),
      onChange: (report) => {
        if (isAway && volume.isUsable) plan.diskIsBack.ring();
        isAway = !volume.isUsable;
        volumeChanged(plan, catalogue, { report, id: volume.id });
      },
    }),
  );
  isAway = !volume.isUsable;
  if (volume.id) await catalogue.setMeta(VOLUME_ID, volume.id);
  void tellIfOpen(plan, volume.root); // not awaited: a disk that hangs must not hold up the start
  return { database, catalogue, volume };
}

/** Why nothing may be written; undefined when it may. */
export function troubleOf({ state, detail }: VolumeReport): StreamUnavailable | undefined {
  if (state === 'ok' || state === 'low') return undefined;
  return new StreamUnavailable(state === 'full' ? 'disk_full' : 'storage_error', detail ?? 'The recording disk cannot be used');
}

async function makeDataFolder(folder: string): Promise<void> {
  await makeFolder(folder, 0o700).catch((cause: unknown) => {
    throw new CannotCreate(`DATA_DIR ${folder} cannot be made: ${messageOf(cause)}. Make it, or choose another folder.`, { cause });
  });
}

/** Users' password hashes and the secret key lie there. Where recordings lie below it, their group must get through. */
async function closeDataFolder({ config, log }: Plan): Promise<void> {
  const { dataDir, recordDir } = config;
  const keepGroup = `${path.resolve(recordDir)}/`.startsWith(`${path.resolve(dataDir)}/`);
  try {
    if (await closeFolder(dataDir, { keepGroup })) log.info({ dataDir }, 'DATA_DIR was open to other users and is closed to them');
  } catch (error) {
    log.warn({ dataDir, reason: messageOf(error) }, 'DATA_DIR is open to other users and cannot be closed to them: chmod 700 it');
  }
}

/** Only told: whoever opened the folder may have wanted it so, and files made from now on are closed to others anyway. */
async function tellIfOpen({ log }: Plan, recordDir: string): Promise<void> {
  if (!(await isOpenToOthers(recordDir).catch(() => false))) return;
  const advice = `chmod -R o= ${recordDir}; a group that shall see them: docs/operate.md, "Who may read the recordings"`;
  log.warn({ recordDir, advice }, 'every user of this machine can read the recordings that were there before, or their names');
}

/** A disk that went away ends recordings at once, one that is full is first made room on, one that is back wakes them. */
function volumeChanged(
  { notices, bells, log }: Plan,
  catalogue: Catalogue,
  { report, id }: { report: VolumeReport; id: string | null },
): void {
  notices.publish({ topic: 'storage' });
  const trouble = troubleOf(report);
  if (trouble && report.state !== 'full') bells.recorder?.interrupt(trouble);
  if (!trouble) bells.recorder?.wake();
  void bells.cleanup?.check();
  const told = Promise.all([catalogue.addEvent(eventOf(report)), id ? catalogue.setMeta(VOLUME_ID, id) : undefined]);
  told.catch((error: unknown) => log.error({ error: messageOf(error) }, 'a change of the disk is not noted'));
}

function eventOf({ state, detail }: VolumeReport): EventTold {
  if (state === 'ok') return { kind: 'storage_ok', text: 'The recording disk is well' };
  const text = detail ?? 'The recording disk is not well';
  return { kind: state === 'low' || state === 'full' ? 'storage_low' : 'storage_error', text, data: { state } };
}
