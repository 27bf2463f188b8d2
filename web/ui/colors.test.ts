import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

type Theme = 'light' | 'dark';

const colors = new Map<string, Record<Theme, string>>();
for (const [, name, light, dark] of readFileSync(new URL('../../shared/colors.css', import.meta.url), 'utf8').matchAll(
  /--([\w-]+): light-dark\((#\w+), (#\w+)\)/g,
)) {
  if (name && light && dark) colors.set(name, { light, dark });
}

function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(one: string, other: string, theme: Theme): number {
  const [a, b] = [one, other].map((name) => luminance(colors.get(name)?.[theme] ?? '#ff00ff'));
  return (Math.max(a ?? 0, b ?? 0) + 0.05) / (Math.min(a ?? 0, b ?? 0) + 0.05);
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each(['ink', 'muted', 'accent', 'ok', 'warn', 'danger'])('%s can be read on every ground', (name) => {
    for (const ground of ['bg', 'surface', 'raised']) expect(contrast(name, ground, theme)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(['strong', 'recorded', 'event', 'protected'])('%s can be told from every ground', (name) => {
    for (const ground of ['bg', 'surface', 'raised']) expect(contrast(name, ground, theme)).toBeGreaterThanOrEqual(3);
  });

  test('words on the accent can be read', () => {
    expect(contrast('on-accent', 'accent', theme)).toBeGreaterThanOrEqual(4.5);
  });
});

test.each(['index.html', 'public/manifest.webmanifest', 'public/favicon.svg'])(
  '%s, which no stylesheet reaches, has colours of the dark theme',
  (file) => {
    const written = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').match(/#[0-9a-f]{6}\b/gi) ?? [];
    const known = [...colors.values()].map(({ dark }) => dark);

    expect(written.length).toBeGreaterThan(0);
    expect(known).toEqual(expect.arrayContaining(written.map((color) => color.toLowerCase())));
  },
);
