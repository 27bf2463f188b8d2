import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const dockerfile = read('Dockerfile');
const compose = read('docker-compose.yml');
/** What we build ourselves. */
const OURS = 'mini-nvr';
/** A name, a whole version, and a digest where the owner wrote one. */
const PINNED = /^[\w./-]+:\d+\.\d+(\.\d+)?(-[\w.-]+)?(@sha256:[0-9a-f]{64})?$/;

/** Whole-line matches of a pattern's first group. */
function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, value]) => value ?? '');
}

const defaults = Object.fromEntries([...dockerfile.matchAll(/^ARG (\w+_IMAGE)=(\S+)$/gm)].map(([, name, image]) => [name, image]));
const inCompose = [...compose.matchAll(/\$\{(DOCKER_\w+_IMAGE):-([^}]+)\}/g)].map(([, name, image]) => [name, image]);

test('every image is one of ours or has an exact version, so that two builds are of the same', () => {
  const bases = found(dockerfile, /^FROM (\S+)/gm).map((base) => defaults[/^\$\{(\w+)\}$/.exec(base)?.[1] ?? ''] ?? base);
  const images = found(compose, /^ +image: "?([^"\n]+?)"?$/gm).map((image) => /:-([^}]+)\}$/.exec(image)?.[1] ?? image);

  expect(bases).toHaveLength(3);
  expect(images).toHaveLength(2);
  for (const image of [...bases, ...images].filter((name) => name !== OURS)) expect(image).toMatch(PINNED);
});

test('Compose builds from the images that Dockerfile names', () => {
  const built = inCompose.filter(([name]) => name !== 'DOCKER_GO2RTC_IMAGE').map(([name, image]) => [name?.replace('DOCKER_', ''), image]);

  expect(Object.fromEntries(built)).toEqual(defaults);
});

test('Node in the image is the Node that tests run on', () => {
  expect(defaults.NODE_IMAGE).toContain(`node:${JSON.parse(read('package.json')).dependencies.node}-`);
});

test('the owner is told how to pin each of them by its digest', () => {
  const docs = read('docs/install-docker.md');

  expect(inCompose).toHaveLength(3);
  for (const [name, image] of inCompose) expect(docs, name).toMatch(new RegExp(`${image?.replaceAll('.', '\\.')}[\\s\\S]*${name}=`));
});
