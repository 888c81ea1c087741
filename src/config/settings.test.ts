import { describe, expect, it } from 'vitest';
import { configHash } from './config-hash.ts';
import { loadConfig } from './load.ts';
import { settingRows } from './setting-rows.ts';
import { GROUPS, SETTINGS } from './settings.ts';

const disk = { exists: () => false, readFile: () => new Uint8Array() };
const load = (...sets: string[]) => loadConfig({ disk, sets });

describe('settings', () => {
  it('all say what they are, in what unit, within which limits', () => {
    for (const [path, { description, limits }] of SETTINGS) {
      expect(description, path).not.toBe('');
      expect(limits, path).not.toBe('');
    }
  });

  it('have one variable each', () => {
    const variables = [...SETTINGS.values()].map(({ variable }) => variable);
    expect(new Set(variables).size).toBe(variables.length);
    expect(SETTINGS.get('trading.risk.maxDrawdown')?.variable).toBe(
      'QUANT_TRADING__RISK__MAX_DRAWDOWN',
    );
  });

  it('are kept in groups that are not settings themselves', () => {
    expect(GROUPS).toContain('trading.risk');
    for (const group of GROUPS) expect(SETTINGS.has(group)).toBe(false);
  });
});

describe('settingRows', () => {
  it('prints value, default and origin of a setting that was changed', () => {
    const row = settingRows(load('trading.commissionBps=1')).find(
      ({ path }) => path === 'trading.commissionBps',
    );
    expect(row).toEqual({
      path: 'trading.commissionBps',
      value: 1,
      defaultValue: 5,
      origin: '--set',
      description: 'fee a side, basis points of notional',
      limits: '≥ 0',
      variable: 'QUANT_TRADING__COMMISSION_BPS',
    });
  });

  it('says which value was raised, and by whom it had been given', () => {
    const { config, origins } = load('features.forecastHorizonBars=21', 'training.purgeBars=3');
    expect(config.training.purgeBars).toBe(21);
    expect(origins.get('training.purgeBars')).toBe('raised from 3 (--set)');
  });
});

describe('configHash', () => {
  it('changes with a value and not with who gave it', () => {
    expect(configHash(load('seed=42').config)).toBe(configHash(load().config));
    expect(configHash(load('seed=43').config)).not.toBe(configHash(load().config));
    expect(configHash(load('data.badBars=quarantine').config)).not.toBe(configHash(load().config));
  });

  it('is the same wherever the files lie', () => {
    const moved = ['data.csvDir=/a', 'data.cacheDir=/b', 'paths.reportDir=/c', 'logLevel=debug'];
    expect(configHash(load(...moved).config)).toBe(configHash(load().config));
  });

  it('is the same however often a run is kept on the way', () => {
    const kept = load('backtest.checkpointBars=5').config;
    expect(configHash(kept)).toBe(configHash(load().config));
    expect(configHash(load('backtest.closeAtEnd=true').config)).not.toBe(configHash(kept));
  });
});
