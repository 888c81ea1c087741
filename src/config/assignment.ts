import { parseDocument } from 'yaml';
import { QuantError } from '#base';
import { nearest } from './nearest.ts';
import {
  GROUPS,
  SETTINGS,
  SETTINGS_BY_SYNONYM,
  SETTINGS_BY_VARIABLE,
  type Setting,
} from './settings.ts';

/** A value somebody gave to a setting. */
export interface Assignment {
  readonly setting: Setting;
  readonly value: unknown;
  /** Who gave it, as `quant config` prints it. */
  readonly origin: string;
  /** Where to look for it, as an error prints it: file and line, variable or flag. */
  readonly where: string;
}

/** A command-line flag that stands for a setting; its value is text, already typed, or not given. */
export interface FlagSetting {
  /** `--seed` */
  readonly flag: string;
  readonly path: string;
  readonly value: unknown;
}

/** Variables that begin with QUANT_ and are not settings. */
const OTHER_VARIABLES = new Set(['QUANT_TEST_DATA']);

/**
 * Assignments from variables such as `QUANT_TRADING__COMMISSION_BPS`; an empty one counts as not set.
 *
 * @param source - `environment` or the name of the file they were read from
 */
export function fromEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  source: string,
): Assignment[] {
  const names = Object.keys(variables).filter(
    (name) => name.startsWith('QUANT_') && !OTHER_VARIABLES.has(name) && variables[name] !== '',
  );
  return names.sort().map((name) => {
    const setting = SETTINGS_BY_VARIABLE.get(name);
    if (!setting) throw unknownKey(source, name, SETTINGS_BY_VARIABLE.keys());
    const value = typedValue(variables[name] ?? '', setting);
    return { setting, value, origin: `${source} ${name}`, where: `${source} ${name}` };
  });
}

/** Assignments from `--set path=value`, in their order. */
export function fromSets(sets: readonly string[]): Assignment[] {
  return sets.map((text) => {
    const equals = text.indexOf('=');
    if (equals < 1) {
      throw new QuantError(
        'config/invalid-value',
        `--set ${text}: it must be written path=value, for example --set trading.commissionBps=1.`,
      );
    }
    const setting = settingAt(text.slice(0, equals).trim(), '--set');
    const value = typedValue(text.slice(equals + 1).trim(), setting);
    return { setting, value, origin: '--set', where: '--set' };
  });
}

/** Assignments from flags of the command line that stand for a setting. */
export function fromFlags(flags: readonly FlagSetting[]): Assignment[] {
  const given = flags.filter(({ value }) => value !== undefined);
  return given.map(({ flag, path, value }) => {
    const setting = settingAt(path, flag);
    const typed = typeof value === 'string' ? typedValue(value, setting) : value;
    return { setting, value: typed, origin: flag, where: flag };
  });
}

/** The setting at a path, or the error that names the nearest one. */
export function settingAt(path: string, where: string): Setting {
  const setting = SETTINGS.get(path);
  if (setting) return setting;
  if (!GROUPS.has(path)) throw unknownKey(where, path, SETTINGS.keys());
  const example = [...SETTINGS.keys()].find((key) => key.startsWith(`${path}.`));
  throw new QuantError(
    'config/invalid-value',
    `${where}: ${path} is a group of settings; give its settings their values, for example ${example}.`,
  );
}

export function unknownKey(where: string, key: string, known: Iterable<string>): QuantError {
  return new QuantError(
    'config/unknown-key',
    `${where}: there is no setting ${key}; the nearest is ${synonym(key) ?? nearest(key, known)}.`,
    { context: { key } },
  );
}

/** The setting that an unknown path or variable names by another word. */
function synonym(key: string): string | undefined {
  const isVariable = key.startsWith('QUANT_');
  const word = key.split(isVariable ? '__' : '.').at(-1) ?? '';
  const setting = SETTINGS_BY_SYNONYM.get(word.replaceAll('_', '').toLowerCase());
  return isVariable ? setting?.variable : setting?.path;
}

/** Text as the YAML value it spells; a setting that is a text takes it as it stands. */
function typedValue(text: string, setting: Setting): unknown {
  const document = parseDocument(text);
  const parsed: unknown = document.errors.length > 0 ? text : document.toJS();
  if (setting.kind === 'text') return typeof parsed === 'string' ? parsed : text;
  if (setting.kind === 'list' && typeof parsed === 'string') {
    return parsed.split(',').map((name) => name.trim());
  }
  return parsed;
}
