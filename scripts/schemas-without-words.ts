import type { Plugin } from 'vite';

const SHARED = /\/shared\/[\w-]+\.ts$/;
/** A call with one text, in any quotes, on one line. */
const WORDS = /\.describe\(\s*(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`[^`$\\]*`),?\s*\)/g;

/** What a schema says for the API's document is not sent to browsers: nobody reads it there, and the first screen is sooner there. */
export function schemasWithoutWords(): Plugin {
  return {
    name: 'schemas-without-words',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: SHARED },
      handler: (code) => ({ code: code.replace(WORDS, ''), map: null }),
    },
  };
}
