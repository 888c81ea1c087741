import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import { checkIdentity, decidingSettings, type RunIdentity } from './run-identity.ts';

const identityWith = (settings: object, changes: Partial<RunIdentity> = {}): RunIdentity => ({
  strategy: 'ml',
  symbols: ['A', 'B'],
  interval: '1d',
  start: Date.UTC(2024, 0, 1),
  provider: 'sim',
  settings: decidingSettings(systemSchema.parse(settings)),
  ...changes,
});
const saved = identityWith({});

describe('checkIdentity', () => {
  it.each<[string, RunIdentity]>([
    ['strategy "ml", this one has "tsmom"', identityWith({}, { strategy: 'tsmom' })],
    ['symbols ["A","B"], this one has ["B","A"]', identityWith({}, { symbols: ['B', 'A'] })],
    [
      'start 2024-01-01, this one has 2024-01-02',
      identityWith({}, { start: Date.UTC(2024, 0, 2) }),
    ],
    ['seed 42, this one has 7', identityWith({ seed: 7 })],
    [
      'trading.risk.maxDrawdown 0.25, this one has 0.3',
      identityWith({ trading: { risk: { maxDrawdown: 0.3 } } }),
    ],
    [
      'training.sharpeThreshold null, this one has 1',
      identityWith({ training: { sharpeThreshold: 1 } }),
    ],
    [
      'model.names ["ridge"], this one has ["persistence"]',
      identityWith({ model: { names: ['persistence'] } }),
    ],
    ['data.badBars "refuse"', identityWith({ data: { badBars: 'quarantine' } })],
  ])('refuses another run: %s', (text, other) => {
    expect(() => checkIdentity(saved, other, 'state')).toThrow(
      expect.objectContaining({
        code: 'core/state-of-another-run',
        message: expect.stringContaining(`The state in state belongs to a run with ${text}`),
      }),
    );
  });

  it('takes a setting that a state does not know yet for its default', () => {
    const { trading, ...settings } = saved.settings as { trading: object };
    const { pairs: _, ...known } = trading as { pairs: object };
    const older = { ...saved, settings: { ...settings, trading: known } };
    expect(() => checkIdentity(older, saved, 'state')).not.toThrow();
    const other = identityWith({ trading: { pairs: { exitZ: 1 } } });
    expect(() => checkIdentity(older, other, 'state')).toThrow(
      'a run with trading.pairs.exitZ 0.5, this one has 1',
    );
  });

  it('takes no notice of how often backtests are kept', () => {
    const other = identityWith({ backtest: { checkpointBars: 7 } });
    expect(() => checkIdentity(saved, other, 'state')).not.toThrow();
  });

  it('refuses a state with a setting that is no more', () => {
    const newer = { ...saved, settings: { ...saved.settings, later: 1 } };
    expect(() => checkIdentity(newer, saved, 'state')).toThrow('a run with later 1');
  });

  it('lets a run continue elsewhere, with other patience and saved more often', () => {
    const moved = identityWith({
      data: { cacheDir: '/a', csvDir: '/b', maxRetries: 1, retryBaseMs: 9, requestTimeoutMs: 9 },
      paths: { stateDir: '/c', modelDir: '/d', reportDir: '/e', logDir: '/f' },
      core: { checkpointIntervalBars: 3, snapshotsKept: 9 },
      training: { retrainTimeoutMs: 5 },
      logLevel: 'debug',
      device: 'cpu',
    });
    expect(() => checkIdentity(saved, moved, 'state')).not.toThrow();
    expect(() => checkIdentity(JSON.parse(JSON.stringify(saved)), saved, 'state')).not.toThrow();
  });
});
