import { describe, expect, it } from 'vitest';
import { blackLitterman, impliedRiskAversion, type View } from './black-litterman.ts';

const MARKET = {
  covariance: Float64Array.of(0.04, 0.01, 0.01, 0.09),
  marketWeights: Float64Array.of(0.6, 0.4),
};

function posteriorOf(...views: readonly View[]) {
  return blackLitterman({ ...MARKET, assets: 2, riskAversion: 3, tau: 0.05, views });
}

const view = (first: number, second: number, expectedReturn: number, confidence: number): View => ({
  portfolio: Float64Array.of(first, second),
  expectedReturn,
  confidence,
});

describe('blackLitterman', () => {
  it('is the equilibrium without views, as uncertain as tau says', () => {
    const { prior, posterior, covariance } = posteriorOf();
    expect(prior[0]).toBeCloseTo(3 * (0.04 * 0.6 + 0.01 * 0.4), 12);
    expect(posterior).toEqual(prior);
    expect(covariance[3]).toBeCloseTo(1.05 * 0.09, 12);
  });

  it('has a view exactly that is certain, also twice, and not at all one without confidence', () => {
    const sure = view(1, -1, 0.07, 1);
    const { posterior } = posteriorOf(sure);
    expect(posterior[0] - posterior[1]).toBeCloseTo(0.07, 9);
    const twice = posteriorOf(sure, sure).posterior;
    expect(twice[0] - twice[1]).toBeCloseTo(0.07, 9);
    const beside = posteriorOf(sure, view(0, 1, 9, 0)).posterior;
    expect([...beside]).toEqual([...posterior]);
  });
});

describe('impliedRiskAversion', () => {
  it('is the excess return over the variance of the market, if that is a positive number', () => {
    const expectedReturns = Float64Array.of(0.1, 0.2);
    const variance = 0.36 * 0.04 + 2 * 0.24 * 0.01 + 0.16 * 0.09;
    const inputs = { ...MARKET, expectedReturns, riskFreeRate: 0.02 };
    expect(impliedRiskAversion(inputs, 5)).toBeCloseTo(0.12 / variance, 9);
    expect(impliedRiskAversion({ ...inputs, riskFreeRate: 0.5 }, 5)).toBe(5);
  });
});
