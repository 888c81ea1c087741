import { BAR_COLUMNS } from '#base';
import { FEATURE_GROUPS, type FeatureDefinition } from '../kernel.ts';

const NAME = /^[a-z][a-z0-9_]*$/;
const INPUTS: readonly unknown[] = [...BAR_COLUMNS, 'time', 'peers'];
const GROUPS: readonly unknown[] = FEATURE_GROUPS;

type Candidate = Readonly<Record<string, unknown>>;

/** What each field of a definition must be, in the order in which they are looked at. */
const RULES: readonly (readonly [
  field: keyof FeatureDefinition,
  must: string,
  holds: (value: unknown) => boolean,
])[] = [
  ['group', `one of ${FEATURE_GROUPS.join(', ')}`, (value) => GROUPS.includes(value)],
  [
    'inputs',
    `a list of at least one of ${INPUTS.join(', ')}`,
    (value) =>
      Array.isArray(value) && value.length > 0 && value.every((input) => INPUTS.includes(input)),
  ],
  [
    'warmupBars',
    'a whole number ≥ 0',
    (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  ],
  ['formula', 'a text that says what it is', (value) => typeof value === 'string' && value !== ''],
  ['range', 'its least and its largest value, [least, largest]', isRange],
  ['scaling', "'rolling' or 'none'", (value) => value === 'rolling' || value === 'none'],
  ['note', 'a text, or left out', (value) => value === undefined || typeof value === 'string'],
  ['isSparse', 'true, or left out', (value) => value === undefined || value === true],
  ['create', 'a function that makes its kernel', (value) => typeof value === 'function'],
];

/**
 * What keeps a value that a file of the user's exports from being a feature, in words that follow the
 * file's name; null when nothing does.
 *
 * @param taken - names of the features there are already
 */
export function definitionFault(
  value: unknown,
  position: number,
  taken: ReadonlySet<string>,
): string | null {
  if (typeof value !== 'object' || value === null) {
    return `item ${position} of its features is no feature but ${shown(value)}`;
  }
  const candidate = value as Candidate;
  const { name } = candidate;
  if (typeof name !== 'string' || !NAME.test(name)) {
    return `feature ${position} has the name ${shown(name)}, which must be lower-case letters, digits and _, a letter first`;
  }
  if (taken.has(name)) return `feature ${name} has a name that another feature has; choose another`;
  const broken = RULES.find(([field, , holds]) => !holds(candidate[field]));
  if (broken === undefined) return null;
  const [field, must] = broken;
  return `feature ${name} has ${field} ${shown(candidate[field])}, which must be ${must}`;
}

function isRange(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [least, largest] = value as readonly unknown[];
  return typeof least === 'number' && typeof largest === 'number' && least <= largest;
}

function shown(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
