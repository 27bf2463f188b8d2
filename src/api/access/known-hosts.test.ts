import { expect, test } from 'vitest';
import { KnownHosts } from './known-hosts.ts';

test('the machine’s own name and names with a wildcard are known', () => {
  const hosts = new KnownHosts({ publicUrl: null, allowedHosts: ['*.example.org', 'Cam:8080'], hostname: 'Attic' });

  expect(['attic', 'ATTIC:2126', 'a.example.org', 'a.b.example.org', 'cam', 'cam:1'].map((host) => hosts.has(host))).not.toContain(false);
  expect(['example.org', 'attic.evil.example', 'xexample.org', undefined].map((host) => hosts.has(host))).not.toContain(true);
});
