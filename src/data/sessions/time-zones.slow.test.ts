import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const CHILD = fileURLToPath(
  new URL('../../../tests/support/children/session-decisions.ts', import.meta.url),
);

interface Answer {
  readonly offset: number;
  readonly digest: string;
}

function decisionsIn(timeZone: string): Answer {
  const env = { ...process.env, TZ: timeZone };
  return JSON.parse(execFileSync(process.execPath, [CHILD], { env, encoding: 'utf8' })) as Answer;
}

it('decides the same on a machine in any time zone', () => {
  const zones = ['UTC', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
  const answers = zones.map(decisionsIn);
  expect(answers.map(({ offset }) => offset)).toEqual([0, 300, -660, -345]);
  expect(new Set(answers.map(({ digest }) => digest)).size).toBe(1);
});
