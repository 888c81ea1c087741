import { ConicForm } from './conic-form.ts';
import { KktSystem } from './kkt-system.ts';
import type { Multipliers, QuadraticProgram } from './quadratic-program.ts';
import { dot, largest } from './vectors.ts';

const ITERATIONS = 100;
/** Where it stops trying to get better. */
const TARGET = 1e-13;
/** From here on it stops after a few iterations that bring nothing. */
const GOOD = 1e-9;
const PATIENCE = 4;
/** Share of the way to the nearest bound that a step goes. */
const STEP_SHARE = 0.99;
/** Least size of the objective and its slope, as a share of the constraints': both may vanish. */
const LEAST = 1e-6;
const CERTIFICATE_TOLERANCE = 1e-9;

/** An iterate of the homogeneous embedding, or a step of one. */
interface Point {
  /** x and y. */
  readonly v: Float64Array;
  /** Multipliers. */
  readonly z: Float64Array;
  /** Slacks. */
  readonly s: Float64Array;
  tau: number;
  kappa: number;
}

/** Where the iteration stopped. */
export interface Stop {
  /** `stopped`: the best iterate; else multipliers or x are a certificate. */
  readonly ended: 'stopped' | 'infeasible' | 'unbounded';
  /** Finite. */
  readonly x: Float64Array;
  readonly hinges: Float64Array;
  readonly multipliers: Multipliers;
  readonly iterations: number;
}

/**
 * Mehrotra's predictor-corrector on the homogeneous embedding of a program and its dual, so that an
 * infeasible or unbounded program ends in a certificate and needs no start that is feasible.
 *
 * @see Goulart and Chen, Clarabel: An interior-point solver for conic programs with quadratic objectives, 2024
 * @see Mehrotra, On the implementation of a primal-dual interior point method, 1992
 */
export class InteriorPoint {
  readonly #form: ConicForm;
  readonly #system: KktSystem;
  readonly #point: Point;
  readonly #cones: number;
  readonly #width: Float64Array;
  /** Residuals of the three equations of the embedding. */
  readonly #dual: Float64Array;
  readonly #primal: Float64Array;
  #value = 0;
  /** P·x */
  readonly #curve: Float64Array;
  readonly #right: Float64Array;
  /** Solution for the right side (−cost, limits), by columns then rows. */
  readonly #constant: Float64Array;
  readonly #moving: Float64Array;

  constructor(program: QuadraticProgram) {
    const form = new ConicForm(program);
    const { rows } = form.places;
    const columns = form.size + form.hinges;
    this.#form = form;
    this.#system = new KktSystem(form);
    this.#cones = form.isEquality.reduce((count, flag) => count + 1 - flag, 0);
    this.#point = pointOf(columns, rows);
    this.#width = new Float64Array(rows);
    this.#dual = new Float64Array(columns);
    this.#curve = new Float64Array(columns);
    this.#primal = new Float64Array(rows);
    this.#right = new Float64Array(columns + rows);
    this.#constant = new Float64Array(columns + rows);
    this.#moving = new Float64Array(columns + rows);
  }

  run(): Stop {
    let best: { readonly point: Point; readonly merit: number } = {
      point: this.#point,
      merit: Number.POSITIVE_INFINITY,
    };
    let waited = 0;
    let iterations = 0;
    if (!this.#start()) return this.#stop('stopped', this.#point, iterations);
    for (; iterations < ITERATIONS; iterations++) {
      const merit = this.#measure();
      const certified = this.#certificate();
      if (certified !== null) return this.#stop(certified, this.#point, iterations);
      if (merit < best.merit) {
        waited = merit < 0.5 * best.merit ? 0 : waited + 1;
        best = { point: copyOf(this.#point), merit };
      } else waited++;
      if (merit <= TARGET || (best.merit <= GOOD && waited >= PATIENCE)) break;
      if (!this.#advance()) break;
    }
    return this.#stop('stopped', best.point, iterations);
  }

  /** @see Vandenberghe, The CVXOPT linear and quadratic cone program solvers, 2010, 5.3 */
  #start(): boolean {
    const { v, z, s } = this.#point;
    const { isEquality } = this.#form;
    this.#width.fill(1);
    if (!this.#system.factor(this.#width)) return false;
    this.#solveConstant();
    v.set(this.#constant.subarray(0, v.length));
    for (let row = 0; row < z.length; row++) {
      z[row] = this.#constant[v.length + row];
      s[row] = isEquality[row] === 1 ? 0 : -z[row];
    }
    shiftInside(s, isEquality);
    shiftInside(z, isEquality);
    this.#point.tau = 1;
    this.#point.kappa = 1;
    return true;
  }

  #solveConstant(): void {
    const { cost, limits } = this.#form;
    for (let at = 0; at < cost.length; at++) this.#right[at] = -cost[at];
    this.#right.set(limits, cost.length);
    this.#system.solve(this.#right, this.#constant);
  }

  /** Residuals at the iterate; returns the largest of the relative ones. */
  #measure(): number {
    const form = this.#form;
    const { v, z, s, tau, kappa } = this.#point;
    const [dual, primal, curve] = [this.#dual, this.#primal, this.#curve];
    curve.fill(0);
    form.addHessian(v, curve);
    dual.fill(0);
    form.addTransposed(z, dual);
    const pull = largest(dual);
    for (let at = 0; at < dual.length; at++) dual[at] += curve[at] + form.cost[at] * tau;
    form.times(v, primal);
    for (let row = 0; row < primal.length; row++) primal[row] += s[row] - form.limits[row] * tau;
    const [curved, costed, limited] = [dot(v, curve), dot(form.cost, v), dot(form.limits, z)];
    this.#value = kappa + costed + limited + curved / tau;
    const primalScale = Math.max(largest(v), largest(form.limits) * tau, largest(s));
    const floor = LEAST * primalScale;
    const dualScale = Math.max(largest(curve), largest(form.cost) * tau, pull, floor);
    const objective = Math.max(
      Math.abs(curved) / tau + Math.abs(costed) + Math.abs(limited),
      floor,
    );
    const gap = Math.abs(costed + limited + curved / tau);
    return Math.max(
      ratio(largest(dual), dualScale),
      ratio(largest(primal), primalScale),
      ratio(gap, objective),
      ratio(dot(s, z) / tau, objective),
    );
  }

  #certificate(): 'infeasible' | 'unbounded' | null {
    const { v, z } = this.#point;
    const form = this.#form;
    const limited = dot(form.limits, z);
    if (limited < 0) {
      const pull = new Float64Array(v.length);
      form.addTransposed(z, pull);
      if (largest(pull) <= CERTIFICATE_TOLERANCE * -limited) return 'infeasible';
    }
    const costed = dot(form.cost, v);
    if (costed < 0 && largest(this.#curve) <= CERTIFICATE_TOLERANCE * -costed) {
      const moved = new Float64Array(z.length);
      form.times(v, moved);
      for (let row = 0; row < moved.length; row++) moved[row] += this.#point.s[row];
      if (largest(moved) <= CERTIFICATE_TOLERANCE * -costed) return 'unbounded';
    }
    return null;
  }

  /** One predictor and corrector step; false when numbers have run out. */
  #advance(): boolean {
    const { z, s, tau, kappa } = this.#point;
    const { isEquality } = this.#form;
    for (let row = 0; row < z.length; row++) {
      this.#width[row] = isEquality[row] === 1 ? 0 : s[row] / z[row];
    }
    if (!this.#system.factor(this.#width)) return false;
    this.#solveConstant();
    const mu = (dot(s, z) + tau * kappa) / (this.#cones + 1);
    const affine = this.#step(null, 0);
    const reach = stepLength(this.#point, affine, isEquality);
    const centring = (1 - reach) ** 3;
    const step = this.#step(affine, centring * mu, 1 - centring);
    const length = STEP_SHARE * stepLength(this.#point, step, isEquality);
    if (!(length > 1e-12)) return false;
    return this.#move(step, Math.min(1, length));
  }

  /**
   * The step that takes the residuals to 1 − `share` of what they are and every product of slack and
   * multiplier to `centre`.
   */
  #step(affine: Point | null, centre: number, share = 1): Point {
    const { v, z, s, tau, kappa } = this.#point;
    const { cost, limits, isEquality } = this.#form;
    const [right, moving, constant] = [this.#right, this.#moving, this.#constant];
    const columns = v.length;
    const step = pointOf(columns, z.length);
    for (let at = 0; at < columns; at++) right[at] = -share * this.#dual[at];
    for (let row = 0; row < z.length; row++) {
      const product = isEquality[row] === 1 ? 0 : productOf(s[row], z[row], affine, row) - centre;
      // Kept until the step of the slack is known.
      step.s[row] = product;
      right[columns + row] =
        -share * this.#primal[row] + (isEquality[row] === 1 ? 0 : product / z[row]);
    }
    const tauProduct = tau * kappa + (affine === null ? 0 : affine.tau * affine.kappa) - centre;
    this.#system.solve(right, moving);

    const slope = (solution: Float64Array) => {
      let sum = 0;
      for (let at = 0; at < columns; at++) {
        sum += (cost[at] + (2 * this.#curve[at]) / tau) * solution[at];
      }
      for (let row = 0; row < z.length; row++) sum += limits[row] * solution[columns + row];
      return sum;
    };
    const curved = dot(v, this.#curve) / (tau * tau);
    step.tau =
      (-share * this.#value + tauProduct / tau - slope(moving)) /
      (slope(constant) - curved - kappa / tau);
    step.kappa = -(tauProduct + kappa * step.tau) / tau;
    for (let at = 0; at < columns; at++) step.v[at] = moving[at] + step.tau * constant[at];
    for (let row = 0; row < z.length; row++) {
      step.z[row] = moving[columns + row] + step.tau * constant[columns + row];
      step.s[row] = isEquality[row] === 1 ? 0 : -(step.s[row] + s[row] * step.z[row]) / z[row];
    }
    return step;
  }

  #move(step: Point, length: number): boolean {
    const point = this.#point;
    for (let at = 0; at < point.v.length; at++) point.v[at] += length * step.v[at];
    for (let row = 0; row < point.z.length; row++) {
      point.z[row] += length * step.z[row];
      point.s[row] += length * step.s[row];
    }
    point.tau += length * step.tau;
    point.kappa += length * step.kappa;
    // The embedding may be scaled at will; this keeps it from running off.
    const scale = 1 / Math.max(point.tau, point.kappa);
    for (const part of [point.v, point.z, point.s]) {
      for (let at = 0; at < part.length; at++) part[at] *= scale;
    }
    point.tau *= scale;
    point.kappa *= scale;
    return Number.isFinite(largest(point.v) + largest(point.z) + point.tau + point.kappa);
  }

  #stop(ended: Stop['ended'], point: Point, iterations: number): Stop {
    const { size, hinges } = this.#form;
    const scale = ended === 'stopped' ? 1 / point.tau : 1;
    const scaled = (values: Float64Array) =>
      values.map((value) => (Number.isFinite(value * scale) ? value * scale : 0));
    const v = scaled(point.v);
    return {
      ended,
      x: v.slice(0, size),
      hinges: v.slice(size, size + hinges),
      multipliers: this.#form.multipliersOf(scaled(point.z)),
      iterations,
    };
  }
}

function productOf(slack: number, multiplier: number, affine: Point | null, row: number): number {
  return slack * multiplier + (affine === null ? 0 : affine.s[row] * affine.z[row]);
}

function pointOf(columns: number, rows: number): Point {
  return {
    v: new Float64Array(columns),
    z: new Float64Array(rows),
    s: new Float64Array(rows),
    tau: 1,
    kappa: 1,
  };
}

function copyOf({ v, z, s, tau, kappa }: Point): Point {
  return { v: v.slice(), z: z.slice(), s: s.slice(), tau, kappa };
}

function ratio(value: number, scale: number): number {
  return value === 0 ? 0 : value / scale;
}

/** Moves the cone's part of a vector by a constant, so that it is positive. */
function shiftInside(values: Float64Array, isEquality: Uint8Array): void {
  let least = Number.POSITIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    if (isEquality[row] === 0) least = Math.min(least, values[row]);
  }
  if (least > 1e-4) return;
  for (let row = 0; row < values.length; row++) {
    if (isEquality[row] === 0) values[row] += 1 - least;
  }
}

/** The longest step, at most 1, that keeps slacks, multipliers, tau and kappa from going below 0. */
function stepLength(point: Point, step: Point, isEquality: Uint8Array): number {
  let longest = 1 / STEP_SHARE;
  const limit = (value: number, change: number) => {
    if (change < 0) longest = Math.min(longest, -value / change);
  };
  for (let row = 0; row < point.z.length; row++) {
    if (isEquality[row] === 1) continue;
    limit(point.s[row], step.s[row]);
    limit(point.z[row], step.z[row]);
  }
  limit(point.tau, step.tau);
  limit(point.kappa, step.kappa);
  return longest;
}
