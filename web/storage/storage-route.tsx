import { useConfig } from '../client/server.tsx';
import { StoragePage } from './storage-page.tsx';

/** The storage page at its address. */
export function StorageRoute() {
  return <StoragePage config={useConfig()} />;
}
