import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../tests/support/refusal.ts';
import { type ConfigSources, loadConfig } from './load.ts';
import { settingRows } from './setting-rows.ts';
import { SETTINGS } from './settings.ts';

const diskOf = (files: Readonly<Record<string, string>>): ConfigSources['disk'] => ({
  exists: (path) => Object.hasOwn(files, path),
  readFile: (path) => {
    if (!Object.hasOwn(files, path)) throw new Error(`ENOENT: no such file, open '${path}'`);
    return new TextEncoder().encode(files[path]);
  },
});

const load = (
  sources: Omit<Partial<ConfigSources>, 'disk'> & { yaml?: string; env?: string } = {},
) => {
  const { yaml, env, ...rest } = sources;
  return loadConfig({
    ...rest,
    disk: diskOf({
      ...(yaml === undefined ? {} : { 'quant.config.yaml': yaml }),
      ...(env === undefined ? {} : { '.env': env }),
    }),
  });
};

const refusal = (sources: Parameters<typeof load>[0]) => refusalOf(() => load(sources));

describe('loadConfig', () => {
  it('gives every setting its default when nobody says otherwise', () => {
    const { config, origins } = load();
    expect(config.trading.commissionBps).toBe(5);
    expect([...origins.keys()]).toEqual([...SETTINGS.keys()]);
    expect(new Set(origins.values())).toEqual(new Set(['default']));
  });

  it('lets file < .env < environment < --set < flags win, and says who won', () => {
    const weakToStrong: Parameters<typeof load>[0][] = [
      { yaml: 'seed: 1' },
      { env: 'QUANT_SEED=2' },
      { environment: { QUANT_SEED: '3' } },
      { sets: ['seed=4'] },
      { flags: [{ flag: '--seed', path: 'seed', value: '5' }] },
    ];
    const winners = weakToStrong.map((_, last) => {
      const { config, origins } = load(
        Object.assign({}, ...weakToStrong.slice(0, last + 1)) as object,
      );
      return [config.seed, origins.get('seed')];
    });
    expect(winners).toEqual([
      [1, 'file quant.config.yaml'],
      [2, '.env QUANT_SEED'],
      [3, 'environment QUANT_SEED'],
      [4, '--set'],
      [5, '--seed'],
    ]);
  });

  it('merges groups setting by setting', () => {
    const { config } = load({
      yaml: 'trading:\n  commissionBps: 1\n  risk:\n    maxDrawdown: 0.1\nbacktest:\n',
      environment: { QUANT_TRADING__RISK__DAILY_LOSS_LIMIT: '0.02' },
    });
    expect(config.trading).toMatchObject({
      commissionBps: 1,
      slippageBps: 5,
      risk: { maxDrawdown: 0.1, dailyLossLimit: 0.02 },
    });
  });

  it.each([
    ['trading.maxVolumeFraction=null', ['trading', 'maxVolumeFraction'], null],
    ['trading.allowShort=false', ['trading', 'allowShort'], false],
    ['model.names=ridge, persistence', ['model', 'names'], ['ridge', 'persistence']],
    ['model.names=[ridge, persistence]', ['model', 'names'], ['ridge', 'persistence']],
    ['paths.stateDir=2024', ['paths', 'stateDir'], '2024'],
    ['paths.stateDir=a=b: c', ['paths', 'stateDir'], 'a=b: c'],
    ['backtest.initialCapital=1e6', ['backtest', 'initialCapital'], 1e6],
    ['data.interval=5m', ['data', 'interval'], '5m'],
    ['data.markets={GC=F: forex}', ['data', 'markets'], { 'GC=F': 'forex' }],
  ])('reads --set %s', (text, path, expected) => {
    expect(load({ sets: [text] }).config).toHaveProperty(path, expected);
  });

  it('takes an undefined flag as not given', () => {
    expect(load({ flags: [{ flag: '--seed', path: 'seed', value: undefined }] }).config.seed).toBe(
      42,
    );
  });

  it('counts an empty variable as not set, and leaves variables of others alone', () => {
    const environment = { QUANT_SEED: '', QUANT_TEST_DATA: '/x', ALPACA_API_KEY: 'k', PATH: '/' };
    expect(load({ environment, env: 'ALPACA_SECRET_KEY=s' }).config.seed).toBe(42);
  });

  it('is frozen to the last leaf', () => {
    const { config } = load();
    const group = config.trading.risk as { maxDrawdown: number };
    expect(() => {
      group.maxDrawdown = 1;
    }).toThrow(TypeError);
    expect(() => (config.model.names as string[]).push('x')).toThrow(TypeError);
  });

  it('reads back what quant config prints, whatever the setting', () => {
    const settable = settingRows(load()).filter(
      ({ value }) => value === null || typeof value !== 'object',
    );
    expect(settable.length).toBeGreaterThan(60);
    for (const { path, variable, value } of settable) {
      const fromVariable = load({ environment: { [variable]: String(value) } });
      expect(fromVariable.origins.get(path), path).toBe(`environment ${variable}`);
      expect(fromVariable.config).toEqual(load({ sets: [`${path}=${String(value)}`] }).config);
    }
  });
});

describe('what loadConfig refuses', () => {
  it.each([
    [{ yaml: 'a: 1\n' }, 'config/unknown-key', 'quant.config.yaml:1: there is no setting a;'],
    [
      { yaml: 'seed: 1\ntrading:\n  comissionBps: 1\n' },
      'config/unknown-key',
      'quant.config.yaml:3: there is no setting trading.comissionBps; the nearest is trading.commissionBps.',
    ],
    [
      { yaml: 'maxDrawdown: 0.1' },
      'config/unknown-key',
      'quant.config.yaml:1: there is no setting maxDrawdown; the nearest is trading.risk.maxDrawdown.',
    ],
    [
      { yaml: '\ntradng:\n  commissionBps: 1' },
      'config/unknown-key',
      'quant.config.yaml:2: there is no setting tradng; the nearest is trading.',
    ],
    [
      { environment: { QUANT_TRADING__COMISSION_BPS: '1' } },
      'config/unknown-key',
      'environment: there is no setting QUANT_TRADING__COMISSION_BPS; the nearest is QUANT_TRADING__COMMISSION_BPS.',
    ],
    [
      { env: 'QUANT_SEEED=1' },
      'config/unknown-key',
      '.env: there is no setting QUANT_SEEED; the nearest is QUANT_SEED.',
    ],
    [
      { sets: ['trading.risk.maxDrawDown=1'] },
      'config/unknown-key',
      '--set: there is no setting trading.risk.maxDrawDown; the nearest is trading.risk.maxDrawdown.',
    ],
    [
      { yaml: 'trading:\n  risk:\n    sectors: {}' },
      'config/unknown-key',
      'quant.config.yaml:3: there is no setting trading.risk.sectors; the nearest is trading.groups.',
    ],
    [
      { sets: ['portfolio.groups={}'] },
      'config/unknown-key',
      '--set: there is no setting portfolio.groups; the nearest is trading.groups.',
    ],
    [
      { environment: { QUANT_TRADING__RISK__MAX_SECTOR_FRACTION: '1' } },
      'config/unknown-key',
      'environment: there is no setting QUANT_TRADING__RISK__MAX_SECTOR_FRACTION; the nearest is QUANT_TRADING__RISK__MAX_GROUP_FRACTION.',
    ],
    [
      { yaml: 'trading:\n  commissionBps: -1' },
      'config/invalid-value',
      'quant.config.yaml:2: trading.commissionBps is -1; it must be ≥ 0 (fee a side, basis points of notional).',
    ],
    [
      { environment: { QUANT_SEED: '.nan' } },
      'config/invalid-value',
      'environment QUANT_SEED: seed is NaN; it must be a whole number ≥ 0 and ≤ 4294967295 (of every random stream).',
    ],
    [
      { sets: ['device=tpu'] },
      'config/invalid-value',
      '--set: device is "tpu"; it must be one of auto, cpu, cuda, webgpu, coreml (where models run).',
    ],
    [
      { sets: ['backtest.initialCapital=.inf'] },
      'config/invalid-value',
      'is Infinity; it must be > 0',
    ],
    [{ sets: ['trading.commissionBps=five'] }, 'config/invalid-value', 'is "five"; it must be ≥ 0'],
    [{ sets: ['model.names=[1]'] }, 'config/invalid-value', 'is [1]; it must be a list of names'],
    [
      { sets: ['model.seqLen=1.5'] },
      'config/invalid-value',
      'is 1.5; it must be a whole number ≥ 1',
    ],
    [
      { yaml: 'data:\n  markets:\n    SPY: mars' },
      'config/invalid-value',
      'quant.config.yaml:2: data.markets is {"SPY":"mars"}; it must be a record of names, each one of us-stocks, forex, continuous, simulated (',
    ],
    [
      { sets: ['data.markets=forex'] },
      'config/invalid-value',
      '--set: data.markets is "forex"; it must be a record of names',
    ],
    [
      { sets: ['trading.quoteCurrencies={SAP: euro}'] },
      'config/invalid-value',
      'trading.quoteCurrencies is {"SAP":"euro"}; it must be a code such as USD',
    ],
    [
      { sets: ['trading.risk.timeZone=Mars'] },
      'config/invalid-value',
      'must be a time zone such as',
    ],
    [{ sets: ['trading'] }, 'config/invalid-value', '--set trading: it must be written path=value'],
    [{ sets: ['trading=1'] }, 'config/invalid-value', 'trading is a group of settings;'],
    [{ yaml: 'trading: 5' }, 'config/invalid-value', 'quant.config.yaml:1: trading is a group'],
    [
      { yaml: '- seed' },
      'config/bad-yaml',
      'quant.config.yaml: expected one "name: value" a line.',
    ],
    [
      { yaml: 'seed: 1\nseed: 2' },
      'config/bad-yaml',
      'quant.config.yaml:2: Map keys must be unique.',
    ],
    [{ yaml: 'data:\n\tminRows: 1' }, 'config/bad-yaml', 'quant.config.yaml:2: '],
    [{ yaml: 'seed: !!js/function x' }, 'config/bad-yaml', 'quant.config.yaml:1: Unresolved tag'],
    [{ file: 'mine.yaml' }, 'config/file-unreadable', "mine.yaml can't be read"],
    [
      { sets: ['trading.smaCross.fastBars=30'] },
      'config/invalid-value',
      '--set: trading.smaCross.fastBars is 30; it must be < trading.smaCross.slowBars, which is 30 (short average, bars).',
    ],
    [
      { sets: ['trading.smaCross.slowBars=5'] },
      'config/invalid-value',
      'default: trading.smaCross.fastBars is 10; it must be < trading.smaCross.slowBars, which is 5',
    ],
  ])('%o', (sources, code, message) => {
    const error = refusal(sources);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('\n');
  });

  it('is every value outside a setting’s limits: NaN, infinities, objects and lists', () => {
    for (const [path, { kind }] of SETTINGS) {
      if (kind === 'list') continue;
      const record = kind === 'record' ? 1 : {};
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, record, []]) {
        const flags = [{ flag: '--x', path, value }];
        expect(refusal({ flags }).message, path).toContain(`--x: ${path} is`);
      }
    }
  });
});

describe('prototype pollution', () => {
  const untouched = () => {
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  };

  it.each([
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'trading.__proto__',
    'hasOwnProperty',
  ])('changes nothing through %s, and is refused as an unknown key', (key) => {
    const [last, ...parents] = key.split('.').reverse();
    const leaf = `${'  '.repeat(parents.length)}${last}:\n${'  '.repeat(parents.length + 1)}polluted: 1`;
    const variable = `QUANT_${key.replaceAll('.', '__')}__POLLUTED`;
    for (const sources of [
      { yaml: parents.map((parent) => `${parent}:\n`).join('') + leaf },
      { yaml: JSON.stringify({ a: 1 }).replace('"a":1', `"${last}":{"polluted":1}`) },
      { environment: { [variable]: '1' } },
      { env: `${variable}=1` },
      { sets: [`${key}.polluted=1`] },
      { sets: [`${key}=1`] },
      { flags: [{ flag: '--x', path: `${key}.prototype.polluted`, value: 1 }] },
    ]) {
      expect(refusal(sources).code).toBe('config/unknown-key');
      untouched();
    }
  });

  it('is not a way in for any path at all', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'prototype'));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const path = parts.join('.').replaceAll('=', '').trim();
        if (path === '' || SETTINGS.has(path)) return;
        expect(refusal({ sets: [`${path}=1`] }).code).toMatch(/^config\//);
        untouched();
      }),
    );
  });
});
