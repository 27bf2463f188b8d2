export { coverageOf, type History, WANTED_GAPS } from './coverage.ts';
export { type ChannelDeletion, type DeletionShelf, type DeletionWish, type Removed, SegmentDeletion } from './deletion.ts';
export { isClosed, type RunningSegment, type Segment, twinOf } from './segment.ts';
export { clipped, eachWithout, joined, lengthOf, type Span, touches, without } from './span.ts';
