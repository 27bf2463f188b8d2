import type { ChannelState as KnownState } from '../catalogue/catalogue.ts';

/** What the catalogue knows of a channel now: the recorder's last word, the camera's, and its newest segment. */
export type ChannelState = Omit<KnownState, 'lastEndedAt'>;
