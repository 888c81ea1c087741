import { expect, it } from 'vitest';
import { systemSchema } from '#config';
import { modelsRead } from './models-read.ts';

const config = (method: string, sizing: string) =>
  systemSchema.parse({ portfolio: { method }, trading: { sizing: { method: sizing } } });

it('a desk reads the agent that weighs its assets besides its strategy’s models', () => {
  const read = (models: readonly string[], method: string, sizing = 'portfolio') =>
    modelsRead({ models }, config(method, sizing));
  expect(read([], 'ppo')).toEqual(['ppo']);
  expect(read(['ridge'], 'ppo')).toEqual(['ridge', 'ppo']);
  expect(read(['ppo'], 'ppo')).toEqual(['ppo']);
  expect(read(['ridge'], 'hrp')).toEqual(['ridge']);
  expect(read(['ridge'], 'ppo', 'kelly')).toEqual(['ridge']);
});
