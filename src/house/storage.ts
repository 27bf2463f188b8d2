import { Catalogue } from '../catalogue/catalogue.ts';
import { Database } from '../database/database.ts';
import { openDataFolder } from '../lib/files/data-folder.ts';
import { SegmentDeletion } from '../segments/segments.ts';
import { Volume } from '../volume/volume.ts';
import type { Common } from './common.ts';

/** Where everything is kept: rows, and the disk with the recordings. */
export interface Storage {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly volume: Volume;
  readonly deletion: SegmentDeletion;
}

const VOLUME_ID = 'volume-id';

/** Opens database, catalogue and disk. @throws AlreadyRunning, CannotCreate */
export async function openStorage({ config, log, clock, rooms, signals }: Common): Promise<Storage> {
  const { dataDir, recordDir, databaseUrl: url, retention } = config;
  await openDataFolder({ dataDir, recordDir, log });
  const database = rooms.use(await Database.open({ url, folder: dataDir, log: log.child({ room: 'database' }), clock }));
  const onNotice = signals.notices.tell.bind(signals.notices);
  const catalogue = rooms.use(await Catalogue.open({ database, clock, log: log.child({ room: 'catalogue' }), onNotice }));
  const volume = await Volume.open({
    recordDir,
    dataDir,
    knownId: await catalogue.questions.meta(VOLUME_ID),
    rememberId: (id) => catalogue.setMeta(VOLUME_ID, id),
    hasSegments: await catalogue.questions.hasSegments(),
    minFreeBytes: retention.minFreeBytes,
    clock,
    log: log.child({ room: 'volume' }),
    onChange: () => {
      signals.diskChanged.tell();
      signals.notices.tell({ topic: 'storage' });
    },
    note: (event) => catalogue.note(event),
  });
  rooms.use(volume);
  const deletion = new SegmentDeletion({
    shelf: catalogue,
    root: volume.root,
    demandDisk: () => volume.demandPresent(),
    log: log.child({ room: 'segments' }),
  });
  return { database, catalogue, volume, deletion: rooms.use(deletion) };
}
