import { describe, expect, it } from 'vitest';
import { decodeFiniteJson, encodeFiniteJson, type Stateful } from '#base';

/** Something stateful to hold to its contract, and a life for it. */
export interface StatefulCase<Thing extends Stateful<unknown>> {
  /** A fresh one each time. */
  readonly make: () => Thing;
  /** Lives one step on and gives what can be seen of it; the same for the same step number. */
  readonly step: (thing: Thing, at: number) => unknown;
  readonly steps: number;
}

/** What everything that lives through time promises. */
export function statefulContract<State, Thing extends Stateful<State>>(
  name: string,
  { make, step, steps }: StatefulCase<Thing>,
): void {
  const live = (thing: Thing, from: number, to: number): unknown[] =>
    Array.from({ length: to - from }, (_, k) => structuredClone(step(thing, from + k)));
  const json = (thing: Thing) => encodeFiniteJson(thing.saveState());

  describe(`${name}, stopped and continued`, () => {
    it('goes on from a state saved at any step as if it had never stopped', () => {
      const whole = make();
      const expected = live(whole, 0, steps);
      for (let cut = 0; cut <= steps; cut++) {
        const stopped = make();
        live(stopped, 0, cut);
        const continued = make();
        // What is left from before loading must not show.
        live(continued, 0, steps - cut);
        continued.loadState(decodeFiniteJson(json(stopped)) as State);
        expect(json(continued)).toBe(json(stopped));
        expect(live(continued, cut, steps), `cut at ${cut}`).toEqual(expected.slice(cut));
        expect(json(continued)).toBe(json(whole));
      }
    });

    it('gives states that later steps leave as they are', () => {
      const thing = make();
      live(thing, 0, steps >> 1);
      const state = thing.saveState();
      const before = encodeFiniteJson(state);
      live(thing, steps >> 1, steps);
      expect(encodeFiniteJson(state)).toBe(before);
    });
  });
}
