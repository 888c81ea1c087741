import { parseEnv } from 'node:util';
import type { z } from 'zod';
import { type Disk, QuantError } from '#base';
import {
  type Assignment,
  type FlagSetting,
  fromEnvironment,
  fromFlags,
  fromSets,
  settingAt,
} from './assignment.ts';
import { deepFreeze } from './deep-freeze.ts';
import { fromFile, readText } from './read-yaml.ts';
import type { SystemConfig } from './schema.ts';
import { SETTINGS, valueAt } from './settings.ts';
import { systemSchema } from './system-schema.ts';

const DEFAULT_FILE = 'quant.config.yaml';
const VARIABLE_FILE = '.env';

/** Where settings come from, weakest first: file, environment, `--set`, flags. */
export interface ConfigSources {
  readonly disk: Pick<Disk, 'exists' | 'readFile'>;
  /** Named by the user, so it must exist; without it `quant.config.yaml` is read if there is one. */
  readonly file?: string | undefined;
  /** The process's variables; those of `.env` count where these are silent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly sets?: readonly string[];
  readonly flags?: readonly FlagSetting[];
}

/** The effective configuration, frozen, and who gave each setting its value. */
export interface LoadedConfig {
  readonly config: SystemConfig;
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * Reads every source of settings and checks the result.
 *
 * @throws config/file-unreadable, config/bad-yaml, config/unknown-key, config/invalid-value
 */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const { disk, file, environment = {}, sets = [], flags = [] } = sources;
  const inFile = file !== undefined || disk.exists(DEFAULT_FILE);
  const assignments = new Map<string, Assignment>();
  for (const assignment of [
    ...(inFile ? fromFile(disk, file ?? DEFAULT_FILE) : []),
    ...fromEnvironment(variablesInFile(disk), VARIABLE_FILE),
    ...fromEnvironment(environment, 'environment'),
    ...fromSets(sets),
    ...fromFlags(flags),
  ]) {
    assignments.set(assignment.setting.path, assignment);
  }
  return checkedConfig(assignments);
}

function variablesInFile(disk: ConfigSources['disk']): Record<string, string | undefined> {
  return disk.exists(VARIABLE_FILE) ? parseEnv(readText(disk, VARIABLE_FILE)) : {};
}

function checkedConfig(assignments: ReadonlyMap<string, Assignment>): LoadedConfig {
  const parsed = systemSchema.safeParse(valuesOf(assignments));
  if (!parsed.success) throw invalidValue(parsed.error.issues[0], assignments);
  const config = deepFreeze(parsed.data);
  const origins = [...SETTINGS.values()].map(({ path, defaultValue }): [string, string] => {
    const { value, origin } = assignments.get(path) ?? { value: defaultValue, origin: 'default' };
    const effective = valueAt(config, path);
    const raised = typeof effective === 'number' && effective !== value;
    return [path, raised ? `raised from ${show(value)} (${origin})` : origin];
  });
  return { config, origins: new Map(origins) };
}

/** Assignments as the tree the schema reads; their paths are the schema's own. */
function valuesOf(assignments: ReadonlyMap<string, Assignment>): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const { setting, value } of assignments.values()) {
    const parts = setting.path.split('.');
    let group = tree;
    for (const part of parts.slice(0, -1)) {
      group = (group[part] ??= {}) as Record<string, unknown>;
    }
    group[parts[parts.length - 1]] = value;
  }
  return tree;
}

function invalidValue(
  issue: z.core.$ZodIssue,
  assignments: ReadonlyMap<string, Assignment>,
): QuantError {
  const { path, description, limits, defaultValue } = settingAt(owner(issue.path), 'schema');
  const { value, where } = assignments.get(path) ?? { value: defaultValue, where: 'default' };
  const must = issue.code === 'custom' ? issue.message : `it must be ${limits}`;
  return new QuantError(
    'config/invalid-value',
    `${where}: ${path} is ${show(value)}; ${must} (${description}).`,
    { context: { path, value } },
  );
}

/** The setting an issue is about; an issue inside a list or a record is about the whole. */
function owner(path: readonly PropertyKey[]): string {
  const joined = path.map((_, last) => path.slice(0, last + 1).join('.'));
  return joined.find((prefix) => SETTINGS.has(prefix)) ?? path.join('.');
}

function show(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'undefined');
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
