import { describe, expect, it } from 'vitest';
import { mean, QuantError, Random, sharpe } from '#base';
import { systemSchema } from '#config';
import type { AssetPath } from './asset-path.ts';
import { oraclePositions, positionReturns } from './oracle.ts';
import { bandLaw, hedgeFactor, plantEdge } from './planted-edge.ts';
import { type SimulatedSettings, simulatedMarket } from './simulated-market.ts';

const BARS = 600 * 252;

function settingsWith(overrides: Partial<SimulatedSettings>): SimulatedSettings {
  const defaults = systemSchema.parse({}).data.simulated;
  return { ...defaults, annualDrift: 0, ...overrides };
}

/** 151,200 daily bars of the edge's assets, 600 years of stocks, and what shapes them. */
function longHistory(overrides: Partial<SimulatedSettings>) {
  const settings = settingsWith(overrides);
  const market = simulatedMarket(11, settings, '1d');
  const shared = market.shared(BARS);
  const paths = Array.from({ length: settings.edgeAssets }, (_, asset) =>
    market.asset(asset + 1, shared),
  );
  const net = (positions: readonly Float64Array[]) =>
    sharpe(positionReturns(paths, positions, settings.edgeCostBps), market.timetable.barsPerYear);
  return { settings, market, paths, net };
}

/** Positions of a rule that sees m, next bar's σ and what it holds, all in units of σ. */
function positionsOf(
  paths: readonly AssetPath[],
  rule: (momentum: readonly number[], held: readonly number[]) => readonly number[],
): Float64Array[] {
  const positions = paths.map(() => new Float64Array(BARS));
  for (let row = 0; row < BARS - 1; row++) {
    const units = paths.map(({ bars, volatility }) => bars.close[row] * volatility[row + 1]);
    const held = units.map((unit, asset) => (positions[asset][row - 1] ?? 0) * unit);
    const wanted = rule(
      paths.map(({ momentum }) => momentum[row]),
      held,
    );
    wanted.forEach((value, asset) => {
      positions[asset][row] = value / units[asset];
    });
  }
  return positions;
}

describe('bandLaw', () => {
  it.each([
    { halfLife: 5, band: 0.5, tolerance: 0.02 },
    { halfLife: 21, band: 0.45, tolerance: 0.01 },
    { halfLife: 21, band: 1.5, tolerance: 0.02 },
    { halfLife: 63, band: 0.3, tolerance: 0.01 },
  ])('agrees with simulation at half-life $halfLife and band $band', (example) => {
    const persistence = 0.5 ** (1 / example.halfLife);
    const random = new Random(3);
    const count = 2_000_000;
    let [m, y, power, capture, turnover, square] = [0, 0, 0, 0, 0, 0];
    for (let bar = 0; bar < count; bar++) {
      m = persistence * m + Math.sqrt(1 - persistence ** 2) * random.normal();
      const before = y;
      y = Math.min(m + example.band, Math.max(m - example.band, y));
      power += m * m;
      capture += m * y;
      turnover += Math.abs(y - before);
      square += y * y;
    }
    const law = bandLaw(persistence, example.band);
    // Dividing by the sample's own power takes most of the sampling error away.
    expect(Math.abs(law.capture / (capture / power) - 1)).toBeLessThan(example.tolerance);
    expect(Math.abs(law.square / (square / power) - 1)).toBeLessThan(example.tolerance);
    const measured = turnover / Math.sqrt(power * count);
    expect(Math.abs(law.turnover / measured - 1)).toBeLessThan(example.tolerance);
  });
});

describe('plantEdge', () => {
  const target = {
    optimalSharpe: 1.5,
    barsPerYear: 252,
    assets: 1,
    correlation: 0,
    halfLifeBars: 21,
    costSigma: 0,
    nightVariance: 0,
    restlessness: 0,
  };

  it('plants nothing for a Sharpe ratio of 0', () => {
    expect(plantEdge({ ...target, optimalSharpe: 0, costSigma: 0.1 }).strength).toBe(0);
  });

  it('needs κ = Sharpe / √barsPerYear, and its square more, when trading is free', () => {
    const perBar = 1.5 / Math.sqrt(252);
    const { strength, band } = plantEdge(target);
    expect(band).toBeLessThan(0.01);
    expect(Math.abs(strength / (perBar / Math.sqrt(1 - 2 * perBar ** 2)) - 1)).toBeLessThan(0.01);
  });

  it('needs a stronger edge and a wider band when costs rise', () => {
    const cheap = plantEdge({ ...target, costSigma: 0.05 });
    const dear = plantEdge({ ...target, costSigma: 0.1 });
    expect(dear.strength).toBeGreaterThan(cheap.strength);
    expect(dear.band).toBeGreaterThan(cheap.band);
  });

  it('needs a stronger edge when the volatility that scales positions moves', () => {
    const still = plantEdge({ ...target, costSigma: 0.1 });
    const restless = plantEdge({ ...target, costSigma: 0.1, restlessness: 0.01 });
    expect(restless.strength).toBeGreaterThan(still.strength);
  });

  it('refuses a target that no edge reaches', () => {
    const impossible = () => plantEdge({ ...target, optimalSharpe: 10, barsPerYear: 52 });
    expect(impossible).toThrow(QuantError);
    expect(impossible).toThrow('Sharpe ratio of 10 on 1 assets with 52 bars a year');
  });

  it('inverts the correlation matrix for the hedged aim', () => {
    expect(hedgeFactor(2, 0.5)).toBeCloseTo(1 / (1 - 0.25), 12);
    expect(hedgeFactor(1, 0.7)).toBeCloseTo(1, 12);
  });
});

describe('the planted edge', () => {
  it.each([
    { optimalSharpe: 0.5 },
    { optimalSharpe: 1.5 },
    { optimalSharpe: 3 },
    { optimalSharpe: 1.5, edgeHalfLifeBars: 10, calendar: 'continuous' },
  ] as const)('gives its oracle the net Sharpe ratio asked for: %o', (overrides) => {
    const { settings, market, paths, net } = longHistory(overrides);
    const { ratio, standardError } = net(oraclePositions(paths, settings.correlation, market.edge));
    console.info(
      `asked ${settings.optimalSharpe}, measured ${ratio.toFixed(3)} ± ${standardError.toFixed(3)}`,
    );
    expect(Math.abs(ratio - settings.optimalSharpe)).toBeLessThan(3 * standardError);
    expect(standardError).toBeLessThan(0.05);
  });

  it('is beaten by no other rule that knows as much', () => {
    const { settings, market, paths, net } = longHistory({});
    const { correlation, edgeAssets } = settings;
    const best = net(oraclePositions(paths, correlation, market.edge)).ratio;
    const banded = (factor: number) =>
      oraclePositions(paths, correlation, { ...market.edge, band: market.edge.band * factor });
    const hedged = (momentum: readonly number[]) => {
      const common =
        (correlation * edgeAssets * mean(Float64Array.from(momentum))) /
        (1 + (edgeAssets - 1) * correlation);
      return momentum.map((m) => (m - common) / (1 - correlation));
    };
    const partial = (rate: number) =>
      positionsOf(paths, (momentum, held) =>
        hedged(momentum).map((aim, asset) => held[asset] + rate * (aim - held[asset])),
      );
    const unhedged = positionsOf(paths, (momentum, held) =>
      momentum.map((m, asset) => Math.min(m + 0.45, Math.max(m - 0.45, held[asset]))),
    );
    const rivals = {
      'no band': banded(0),
      'half the band': banded(0.5),
      'twice the band': banded(2),
      'a tenth of the way': partial(0.1),
      'a fifth of the way': partial(0.2),
      'each asset alone': unhedged,
    };
    for (const [name, positions] of Object.entries(rivals)) {
      const { ratio } = net(positions);
      console.info(`${name}: ${ratio.toFixed(3)} against ${best.toFixed(3)}`);
      expect(ratio).toBeLessThan(best);
    }
  });

  it('is what an ordinary average of past returns sees', () => {
    const { market, paths } = longHistory({});
    const { bars, momentum, volatility } = paths[0];
    const { persistence, strength } = market.edge;
    const learning = Math.sqrt(1 - persistence ** 2);
    const night = market.timetable.nightVariance;
    const decay = persistence - (learning * strength) / Math.sqrt(1 + night);
    let average = 0;
    let worst = 0;
    for (let row = 1; row < 20_000; row++) {
      const sigma = volatility[row] * Math.sqrt(1 + night);
      average =
        decay * average + (learning * Math.log(bars.close[row] / bars.close[row - 1])) / sigma;
      if (row > 1000) worst = Math.max(worst, Math.abs(average - momentum[row]));
    }
    // What is left is the convexity correction of log returns, half a bar's σ a bar.
    expect(worst).toBeLessThan(0.25);
  });
});
