/**
 * The thread of `reader.ts`: answers one question after the other. Plain JavaScript, because a thread that strips types keeps 11 MB
 * for that as long as it lives.
 */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const KEPT_STATEMENTS = 100;

const database = new DatabaseSync(workerData, { readOnly: true, timeout: 2000 });
database.exec('PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000');
const statements = new Map();

parentPort.on('message', ({ text, parameters }) => {
  try {
    parentPort.postMessage({ rows: prepared(text).all(...parameters) });
  } catch (error) {
    parentPort.postMessage({ problem: error.message });
  }
});

function prepared(text) {
  const known = statements.get(text);
  if (known) return known;
  if (statements.size >= KEPT_STATEMENTS) statements.clear();
  const statement = database.prepare(text);
  statements.set(text, statement);
  return statement;
}
