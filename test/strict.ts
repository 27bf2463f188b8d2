/** A Node warning or an unhandled rejection fails the run: both are bugs that a green test would hide. */
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') throw warning;
});
