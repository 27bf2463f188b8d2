/** The light build has no types of its own; what it lacks of the full one we do not use. */
declare module 'hls.js/light' {
  export * from 'hls.js';
  export { default } from 'hls.js';
}
