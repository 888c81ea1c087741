import type { Random } from '#base';
import type { Environment, Transition } from '../src/models/ppo/environment.ts';

const GRAVITY = 9.8;
const CART_MASS = 1;
const POLE_MASS = 0.1;
const TOTAL_MASS = CART_MASS + POLE_MASS;
/** Half the pole: from its joint to its centre of mass. */
const POLE_HALF_LENGTH = 0.5;
const FORCE = 10;
const STEP_SECONDS = 0.02;
const POSITION_LIMIT = 2.4;
const ANGLE_LIMIT = (12 * 2 * Math.PI) / 360;
const START_RANGE = 0.05;
const STEP_LIMIT = 500;

export interface CartPoleState {
  /** Position, speed, angle, angular speed; in metres, radians and seconds. */
  readonly motion: readonly [number, number, number, number];
  readonly steps: number;
}

/**
 * A pole to be balanced on a cart that is pushed left (0) or right (1): CartPole-v1.
 *
 * Euler steps of 0.02 s; reward 1 a step; it is lost beyond ±2.4 m or ±12°, and cut off after 500 steps.
 *
 * @see Barto, Sutton and Anderson, Neuronlike Adaptive Elements That Can Solve Difficult Learning Control Problems, 1983
 * @see Gymnasium 1.4, classic_control/cartpole.py, for the constants and the order of the updates
 */
export class CartPoleEnvironment implements Environment<CartPoleState> {
  readonly stateSize = 4;
  #motion: CartPoleState['motion'] = [0, 0, 0, 0];
  #steps = 0;

  reset(random: Random): Float32Array {
    const draw = () => START_RANGE * (2 * random.uniform() - 1);
    this.#motion = [draw(), draw(), draw(), draw()];
    this.#steps = 0;
    return Float32Array.from(this.#motion);
  }

  step([push]: Float32Array): Transition {
    this.#motion = moved(this.#motion, push === 1 ? FORCE : -FORCE);
    this.#steps++;
    const [position, , angle] = this.#motion;
    return {
      state: Float32Array.from(this.#motion),
      reward: 1,
      terminated: Math.abs(position) > POSITION_LIMIT || Math.abs(angle) > ANGLE_LIMIT,
      truncated: this.#steps >= STEP_LIMIT,
    };
  }

  saveState(): CartPoleState {
    return { motion: this.#motion, steps: this.#steps };
  }

  loadState({ motion, steps }: CartPoleState): void {
    this.#motion = motion;
    this.#steps = steps;
  }
}

function moved(
  [position, speed, angle, angularSpeed]: CartPoleState['motion'],
  force: number,
): CartPoleState['motion'] {
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const poleMoment = POLE_MASS * POLE_HALF_LENGTH;
  const push = (force + poleMoment * angularSpeed ** 2 * sine) / TOTAL_MASS;
  const inertia = POLE_HALF_LENGTH * (4 / 3 - (POLE_MASS * cosine ** 2) / TOTAL_MASS);
  const angularAcceleration = (GRAVITY * sine - cosine * push) / inertia;
  const acceleration = push - (poleMoment * angularAcceleration * cosine) / TOTAL_MASS;
  return [
    position + STEP_SECONDS * speed,
    speed + STEP_SECONDS * acceleration,
    angle + STEP_SECONDS * angularSpeed,
    angularSpeed + STEP_SECONDS * angularAcceleration,
  ];
}
