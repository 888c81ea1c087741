import { describe } from 'vitest';
import { type BadInput, itRefuses, SIMULATED, usage } from './support/bad-input.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const settings = (text: string | Uint8Array | null, says: RegExp): BadInput => ({
  files: { 'x.yaml': text },
  args: [...SIMULATED, '--config', 'x.yaml'],
  code: 2,
  says,
});
const folder = (setting: string, ...command: readonly string[]): BadInput => ({
  files: { taken: 'a file' },
  args: [...command, '--set', `${setting}=taken/below`],
  code: 2,
  says: new RegExp(`^${setting} is taken/below, which can't be written: .*taken is not a folder`),
});

const COMMANDS: Readonly<Record<string, BadInput>> = {
  'a command misspelt': usage(/^Unknown command 'backtset'; did you mean backtest\?$/, 'backtset'),
  'an option misspelt': usage(
    /^Unknown option '--asets'; did you mean --assets\?$/,
    'train',
    '--asets',
    'SIM1',
  ),
  'an option without its value': usage(
    /^--set --json: it must be written path=value/,
    ...['config', '--set'],
  ),
  'a word too many': usage(
    /^Too many arguments for 'doctor': expected 0 .* extra;/,
    'doctor',
    'extra',
  ),
  'a start after the end': usage(
    /^The start, 2020-02-01, does not come before the end, 2020-01-01; swap --start and --end/,
    ...['live', '--assets', 'SIM1', '--start', '2020-02-01', '--end', '2020-01-01'],
  ),
  'a start and days': usage(/both say where to start/, ...SIMULATED, '--start', '2020-01-01'),
  'the 31st of February': usage(
    /^--end "2020-02-31" is not a date; write 2020-01-31/,
    ...SIMULATED,
    '--end',
    '2020-02-31',
  ),
  'a time without its zone': usage(
    /^--end "2020-03-29T02:30:00" is not a date/,
    ...SIMULATED,
    '--end',
    '2020-03-29T02:30:00',
  ),
  'negative days': usage(
    /^--days "-5" is not a whole number of 1 or more/,
    ...SIMULATED,
    '--days',
    '-5',
  ),
  'half a day': usage(/^--days "0\.5" is not a whole/, ...SIMULATED, '--days', '0.5'),
  'days from before all dates': usage(
    /^Asked for SIM1 from .* to 2025-01-01: the start must be a date/,
    ...SIMULATED,
    '--days',
    '99999999999999',
  ),
  'days without number': usage(/^--days "" is not a whole/, ...SIMULATED, '--days', ''),
  'a seed of letters': usage(
    /^--seed: seed is "abc"; it must be a whole number/,
    ...SIMULATED,
    '--seed',
    'abc',
  ),
  'a seed too large': usage(/^--seed: seed is 4294967296; /, ...SIMULATED, '--seed', '4294967296'),
  'NaN as capital': usage(
    /^--capital: backtest\.initialCapital is "NaN"; /,
    ...SIMULATED,
    '--capital',
    'NaN',
  ),
  'an infinite capital': usage(
    /initialCapital is Infinity; it must be > 0/,
    ...SIMULATED,
    '--capital',
    '1e999',
  ),
  'a capital of nothing': usage(
    /initialCapital is 0; it must be > 0/,
    ...SIMULATED,
    '--capital',
    '0',
  ),
  'an unknown strategy': usage(
    /^Strategy "hope" is not known; choose one of/,
    'backtest',
    '--assets',
    'SIM1',
    '--strategy',
    'hope',
  ),
  'a pair of one': usage(
    /^Strategy pairs trades one asset against another and there is 1; name two/,
    ...['backtest', '--assets', 'SIM1', '--strategy', 'pairs'],
  ),
  'weights for other models than there are': usage(
    /^--set: trading\.ensemble\.weights is .*; it must have a weight for each of trading\.ensemble\.models, which are 4/,
    ...[...SIMULATED, '--set', 'trading.ensemble.weights=[1,2]'],
  ),
  'an unknown provider': usage(
    /^Provider "yahu" is not known; choose one of csv, sim/,
    ...SIMULATED,
    '--provider',
    'yahu',
  ),
  'a provider named like every object’s own': usage(
    /^Provider "constructor" is not known/,
    ...SIMULATED,
    '--provider',
    'constructor',
  ),
  'an unknown model beside a known one': usage(
    /^Unknown model 'rigde'; did you mean 'ridge'\?/,
    'train',
    '--assets',
    'SIM1',
    '--model',
    'ridge,rigde',
  ),
  'no model': usage(/^No model is named/, 'train', '--assets', 'SIM1', '--model', ','),
  'an unknown broker': usage(
    /^Broker "alpacca" is not known/,
    'live',
    '--assets',
    'SIM1',
    '--broker',
    'alpacca',
  ),
  'a speed of letters': usage(
    /^--speed "abc" is not a number of 0 or more/,
    'live',
    '--assets',
    'SIM1',
    '--speed',
    'abc',
  ),
  'an endless speed': usage(
    /^--speed "1e999" is not a number/,
    'live',
    '--assets',
    'SIM1',
    '--speed',
    '1e999',
  ),
  'half a bar': usage(
    /^--max-bars "1\.5" is not a whole number/,
    'live',
    '--assets',
    'SIM1',
    '--max-bars',
    '1.5',
  ),
  'an exit of no known kind': usage(
    /^--on-exit "panic" is neither keep nor flatten/,
    'live',
    '--assets',
    'SIM1',
    '--on-exit',
    'panic',
  ),
  'learning and in sample at once': usage(
    /^--learn .* leave one out/,
    ...SIMULATED,
    '--learn',
    '--in-sample',
  ),
  'a log level of no known kind': usage(
    /^--log-level: logLevel is "loud"/,
    'config',
    '--log-level',
    'loud',
  ),
  'a setting misspelt': usage(
    /^--set: there is no setting trading\.comissionBps; the nearest is trading\.commissionBps\.$/,
    ...SIMULATED,
    '--set',
    'trading.comissionBps=1',
  ),
};

const SETTINGS: Readonly<Record<string, BadInput>> = {
  'a file that is missing': usage(
    /^nope\.yaml can't be read as a text file of settings: ENOENT/,
    'config',
    '--config',
    'nope.yaml',
  ),
  'a folder': settings(null, /^x\.yaml can't be read as a text file of settings: EISDIR/),
  'bytes that are no text': settings(
    Uint8Array.of(0xff, 0xfe, 0x00),
    /^x\.yaml can't be read as a text file/,
  ),
  'a list that does not end': settings('model:\n  names: [ridge\n', /^x\.yaml:\d: /),
  'a key twice': settings('seed: 1\nseed: 2\n', /^x\.yaml:2: /),
  'a key misspelt': settings(
    'trading:\n  comissionBps: 1\n',
    /^x\.yaml:2: there is no setting trading\.comissionBps; the nearest/,
  ),
  'a prototype': settings(
    '__proto__:\n  polluted: true\n',
    /^x\.yaml:1: there is no setting __proto__/,
  ),
  'a constructor': settings(
    'constructor:\n  prototype:\n    polluted: true\n',
    /^x\.yaml:1: there is no setting constructor/,
  ),
  'a value beyond its limits': settings(
    'trading:\n  commissionBps: -1\n',
    /^x\.yaml:2: trading\.commissionBps is -1; it must be ≥ 0/,
  ),
  'a number that is none': settings(
    'backtest:\n  initialCapital: .nan\n',
    /^x\.yaml:2: backtest\.initialCapital is NaN/,
  ),
  'aliases that multiply': settings(
    [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'
        .split('')
        .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(',')}]`),
    ].join('\n'),
    /^x\.yaml: /,
  ),
};

const FEATURES = ['features', '--assets', 'SIM1', '--days', '400'] as const;
const own = (source: string, says: RegExp): BadInput => ({
  files: { 'own.ts': source },
  args: [...FEATURES, '--out', 'x.csv', '--features', 'own.ts'],
  code: 2,
  says,
});
const GOOD = `name: 'mine', group: 'trend', inputs: ['close'], warmupBars: 0, formula: 'c[t]', range: [0, 9], scaling: 'none', create: () => ({})`;
const FEATURE_OPTIONS: Readonly<Record<string, BadInput>> = {
  'nothing to do': usage(/^Nothing says what to do; write --out FILE\.csv/, ...FEATURES),
  'two things to do': usage(
    /^--out FILE, --list and --check are three/,
    ...FEATURES,
    '--list',
    '--check',
  ),
  'raw without a file': usage(/^--raw says what --out FILE writes/, ...FEATURES, '--raw', '--list'),
  'a file of no known kind': usage(
    /^--out "x\.xlsx" names no kind of file that can be written; write FILE\.csv or FILE\.parquet\.$/,
    ...[...FEATURES, '--out', 'x.xlsx'],
  ),
  'a folder that is not there': usage(
    /^--out nope\/x\.csv can't be written in nope: there is no such folder\.$/,
    ...[...FEATURES, '--out', 'nope/x.csv'],
  ),
  'a folder as file': {
    files: { 'x.csv': null },
    args: [...FEATURES, '--out', 'x.csv'],
    code: 2,
    says: /^--out x\.csv is a folder; name a file\.$/,
  },
  'no asset': usage(/^No asset is named/, 'features', '--out', 'x.csv'),
  'a feature misspelt': usage(
    /^Expected the name of a feature, found 'rsi15'; the nearest is rsi14/,
    ...[...FEATURES, '--out', 'x.csv', '--only', 'log_return,rsi15'],
  ),
  'an interval that the bars do not make': usage(
    /^Expected rsi14 at an interval that 1d bars make, found '1h'/,
    ...[...FEATURES, '--check', '--only', 'rsi14@1h'],
  ),
};

const FEATURE_FILES: Readonly<Record<string, BadInput>> = {
  missing: usage(
    /^nope\.ts, named in features\.files, can't be loaded: ENOENT/,
    ...[...FEATURES, '--out', 'x.csv', '--features', 'nope.ts'],
  ),
  'that cannot be parsed': own('export const = 1;', /^own\.ts, .* can't be loaded: \S/),
  'that throws': own(
    "throw new Error('no key.');",
    /^own\.ts, named in features\.files, can't be loaded: no key\.$/,
  ),
  'with a feature that is none': own(
    `export const features = [{ ${GOOD}, warmupBars: 0.5 }];`,
    /^own\.ts, named in features\.files: feature mine has warmupBars 0\.5, which must be a whole number ≥ 0\.$/,
  ),
  'with a feature that fails': own(
    `export const features = [{ ${GOOD}, create: () => ({ update() { throw new Error('boom') } }) }];`,
    /^Feature mine of own\.ts failed: boom\.$/,
  ),
};

const FOLDERS: Readonly<Record<string, BadInput>> = {
  cacheDir: folder('data.cacheDir', ...SIMULATED),
  'cacheDir of a download': folder('data.cacheDir', 'download', '--assets', 'SIM1'),
  modelDir: folder('paths.modelDir', 'train', '--assets', 'SIM1'),
  'modelDir of a live run': folder('paths.modelDir', 'live', '--assets', 'SIM1'),
  'modelDir of a learning backtest': folder(
    'paths.modelDir',
    ...['backtest', '--learn', '--strategy', 'ml', '--assets', 'SIM1'],
  ),
  reportDir: folder('paths.reportDir', ...SIMULATED),
  stateDir: folder('paths.stateDir', 'live', '--assets', 'SIM1'),
  logDir: folder('paths.logDir', ...SIMULATED),
};

const HISTORY: Readonly<Record<string, BadInput>> = {
  'fewer bars than a model has features': {
    args: ['train', '--assets', 'SIM1', '--days', '100'],
    code: 2,
    says: /^No model could be trained: ridge needs \d+ bars of an asset to train, the longest has \d+; a longer span/,
  },
  'fewer bars before a learning run than features': {
    args: ['backtest', '--learn', '--strategy', 'ml', '--assets', 'SIM1', '--start', '2000-03-01'],
    code: 2,
    says: /^No model ridge could be trained on the bars before 2000-03-01: it needs \d+ bars of an asset to train, the longest has \d+;/,
  },
  'no bar before a learning run': {
    args: ['backtest', '--learn', '--strategy', 'ml', '--assets', 'SIM1', '--start', '1999-01-01'],
    code: 2,
    says: /^A learning run needs a week of bars before it trades and one to trade, but there are/,
  },
  'an end before the market began': {
    args: ['download', '--assets', 'SIM1', '--end', '1999-12-31'],
    code: 1,
    says: /^The simulated market begins on 2000-01-03 at 1d/,
  },
  'more bars than can be simulated': {
    args: ['download', '--assets', 'SIM1', '--interval', '1m', '--end', '9999-12-31'],
    code: 2,
    says: /^SIM1 at 1m up to \+010000-01-01 is more than 5000000 simulated bars/,
  },
  'no model for a strategy that needs one': {
    args: ['backtest', '--strategy', 'ml', '--assets', 'SIM1'],
    code: 2,
    says: /^There is no model ridge in models; run quant train --model ridge --assets SIM1 --interval 1d first\.$/,
  },
};

const root = temporaryFolder();

describe('a bad command line is told in one sentence, and nothing is left behind', () => {
  itRefuses(root, COMMANDS);
});

describe('a bad settings file is told with its line, and nothing is left behind', () => {
  itRefuses(root, SETTINGS);
});

describe('a folder that cannot be written is told before any work is done for it', () => {
  itRefuses(root, FOLDERS);
});

describe('too little history is told, and only whole bars are left in the cache', () => {
  itRefuses(root, HISTORY, { mayCache: true });
});

describe('a wish for features that cannot be granted is told in one sentence', () => {
  itRefuses(root, FEATURE_OPTIONS);
});

describe('a file of features that cannot be used is told with feature and fault', () => {
  itRefuses(root, FEATURE_FILES, { mayCache: true });
});
