import type { Texts } from './english.ts';
import { english } from './english.ts';
export const german: Texts = english;
