import { type Disk, type Logger, messageOf, QuantError } from '#base';

/**
 * Puts a damaged file of the cache out of the way, whatever it is, and says so.
 *
 * @returns the path that it now has
 * @throws data/cache-damaged when it cannot be moved
 */
export function setAside(disk: Disk, log: Logger, path: string, why: string): string {
  let number = 1;
  while (disk.exists(`${path}.corrupt-${number}`)) number++;
  const aside = `${path}.corrupt-${number}`;
  try {
    disk.rename(path, aside);
  } catch (thrown) {
    throw new QuantError(
      'data/cache-damaged',
      `Cached file ${path} cannot be used (${why}) nor be set aside (${messageOf(thrown)}); remove it, or name another folder with --set data.cacheDir=DIR.`,
      { cause: thrown },
    );
  }
  log.warn(`Cached file ${path} cannot be used: ${why}; kept as ${aside} and fetched again.`, {
    path,
    aside,
  });
  return aside;
}

/** A file of a program newer than this one is never touched. */
export function newerFile(path: string, why: string): QuantError {
  return new QuantError(
    'data/cache-newer',
    `Cached file ${path} is of a newer program: ${why}; use that program, or name another folder with --set data.cacheDir=DIR.`,
    { context: { path } },
  );
}
