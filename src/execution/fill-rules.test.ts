import { describe, expect, it } from 'vitest';
import { FILL_RULES } from '../../tests/support/fill-rules/all-rules.ts';
import { played } from '../../tests/support/fill-rules/play.ts';

describe.each([...FILL_RULES])('%s', (_, rules) => {
  it.each(rules)('$rule', (rule) => {
    expect(played(rule)).toEqual({ fills: rule.fills, left: rule.left ?? [] });
  });
});
