/** How many times faster than life recordings can be played: 0.25 to 16. */
export const RATES: readonly number[] = [0.25, 0.5, 1, 2, 4, 8, 16];
