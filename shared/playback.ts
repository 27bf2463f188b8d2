import { z } from 'zod';

const Moment = z.iso.datetime({ offset: true });

/** GET /api/channel/{ch}/sprites */
export const SpritesAnswer = z.object({
  from: Moment,
  to: Moment,
  url: z.string().describe('The sheet, a JPEG'),
  columns: z.number().int(),
  tileWidth: z.number().int().describe('Pixels'),
  tileHeight: z.number().int(),
  tiles: z.array(Moment).describe('The own time of each picture, row by row; moments without a recording have none'),
});
export type SpritesAnswer = z.infer<typeof SpritesAnswer>;
