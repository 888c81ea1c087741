/** `3 Jan 2011`, with the time of day when it is not midnight; UTC. The page's script holds its text. */
export function timeText(time: number): string {
  const names = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
  const date = new Date(time);
  const day = `${date.getUTCDate()} ${names[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return time % 86_400_000 === 0 ? day : `${day} ${date.toISOString().slice(11, 16)}`;
}
