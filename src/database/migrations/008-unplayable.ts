/** Why a recording cannot be played, as a code: it is listed all the same. */
export const unplayable: readonly string[] = ['ALTER TABLE segments ADD COLUMN unplayable TEXT'];
