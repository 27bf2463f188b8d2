export type { UploadFigures } from './acknowledgements.ts';
export { type AmfValue, encodeAmf } from './amf.ts';
export { FlvReader, type FlvTag, isConfiguration, isEnd, isKeyframe, metadataOf } from './flv.ts';
export { type IngestAddress, readIngestAddress } from './ingest-address.ts';
export { RtmpPublisher } from './publisher.ts';
