import { describe, expect, it } from 'vitest';
import { modelContract } from '../../tests/contracts/model.ts';
import { architectureOf, MODEL_NAMES } from './model-zoo.ts';

for (const name of MODEL_NAMES) modelContract(name);

describe('the zoo', () => {
  it('names the nearest model for one that is not there', () => {
    expect(() => architectureOf('rigde')).toThrow("Unknown model 'rigde'; did you mean 'ridge'?");
  });
});
