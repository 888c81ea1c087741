import { z } from 'zod';
import { type SystemConfig, settingsSchema } from './schema.ts';

/** One setting as the schema states it. */
export interface Setting {
  /** `trading.commissionBps` */
  readonly path: string;
  /** The environment variable that sets it: `QUANT_TRADING__COMMISSION_BPS`. */
  readonly variable: string;
  /** What it is and its unit. */
  readonly description: string;
  readonly kind: 'text' | 'list' | 'record' | 'other';
  readonly defaultValue: unknown;
  /** What a value must be, to follow "it must be": `≥ 0`, `one of auto, cpu`. */
  readonly limits: string;
  /** Other words for its last part, by which it may be looked for. */
  readonly synonyms: readonly string[];
}

/** Every setting by its path, in the order of the schema. */
export const SETTINGS: ReadonlyMap<string, Setting> = new Map(
  settingsIn(settingsSchema, []).map((setting) => [setting.path, setting]),
);

/** Every setting by its environment variable. */
export const SETTINGS_BY_VARIABLE: ReadonlyMap<string, Setting> = new Map(
  [...SETTINGS.values()].map((setting) => [setting.variable, setting]),
);

/** Settings by what else they may be called, in small letters. */
export const SETTINGS_BY_SYNONYM: ReadonlyMap<string, Setting> = new Map(
  [...SETTINGS.values()].flatMap((setting) =>
    setting.synonyms.map((word): [string, Setting] => [word.toLowerCase(), setting]),
  ),
);

/** Paths of the groups settings are kept in: `trading`, `trading.risk`, … */
export const GROUPS: ReadonlySet<string> = new Set(
  [...SETTINGS.keys()].flatMap((path) => {
    const parts = path.split('.');
    return parts.slice(1).map((_, depth) => parts.slice(0, depth + 1).join('.'));
  }),
);

/** The value a configuration has at a setting's path. */
export function valueAt(config: SystemConfig, path: string): unknown {
  let value: unknown = config;
  for (const part of path.split('.')) value = (value as Record<string, unknown>)[part];
  return value;
}

function settingsIn(schema: unknown, parents: readonly string[]): Setting[] {
  const group = schema instanceof z.ZodPrefault ? schema.unwrap() : schema;
  if (group instanceof z.ZodObject) {
    return Object.entries(group.shape).flatMap(([key, inner]) =>
      settingsIn(inner, [...parents, key]),
    );
  }
  return [settingOf(schema as z.ZodType, parents)];
}

function settingOf(schema: z.ZodType, parts: readonly string[]): Setting {
  const shape = z.toJSONSchema(schema, { io: 'input' });
  const { default: defaultValue, description, synonyms } = shape;
  return {
    path: parts.join('.'),
    variable: variableOf(parts),
    description: description ?? '',
    kind: kindOf(shape),
    defaultValue,
    limits: limitsOf(shape),
    synonyms: Array.isArray(synonyms) ? synonyms.map(String) : [],
  };
}

function kindOf({ type }: z.core.JSONSchema.BaseSchema): Setting['kind'] {
  if (type === 'string') return 'text';
  if (type === 'array') return 'list';
  return type === 'object' ? 'record' : 'other';
}

/** Levels are joined by `__`, words of a level by `_`. */
function variableOf(parts: readonly string[]): string {
  const words = parts.map((part) => part.replaceAll(/[A-Z]/g, (capital) => `_${capital}`));
  return `QUANT_${words.join('__').toUpperCase()}`;
}

function limitsOf(shape: z.core.JSONSchema.BaseSchema): string {
  if (shape.anyOf) return shape.anyOf.map(limitsOf).join(' or ');
  if (shape.enum) return `one of ${shape.enum.join(', ')}`;
  if (shape.type === 'array') return 'a list of names';
  if (typeof shape.additionalProperties === 'object') {
    return `a record of names, each ${limitsOf(shape.additionalProperties)}`;
  }
  if (shape.type === 'string') return 'a text that is not empty';
  if (shape.type === 'boolean') return 'true or false';
  if (shape.type === 'null') return 'null';
  return numberLimits(shape);
}

function numberLimits(shape: z.core.JSONSchema.BaseSchema): string {
  const { minimum, exclusiveMinimum, exclusiveMaximum, type } = shape;
  const maximum = shape.maximum === Number.MAX_SAFE_INTEGER ? undefined : shape.maximum;
  const bounds = [
    minimum === undefined ? '' : `≥ ${minimum}`,
    exclusiveMinimum === undefined ? '' : `> ${exclusiveMinimum}`,
    maximum === undefined ? '' : `≤ ${maximum}`,
    exclusiveMaximum === undefined ? '' : `< ${exclusiveMaximum}`,
  ].filter(Boolean);
  const noun = type === 'integer' ? 'a whole number' : bounds.length > 0 ? '' : 'a finite number';
  return `${noun} ${bounds.join(' and ')}`.trim();
}
