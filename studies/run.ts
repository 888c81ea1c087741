/** `npm run study -- <name>`: long statistical proofs, printed as tables. */
import { QuantError } from '#base';
import { exitCodeOf } from '../src/cli/exit-code.ts';

type Study = (args: readonly string[]) => Promise<void>;

/** Each loads only what it needs. */
const STUDIES: Readonly<Record<string, () => Promise<Study>>> = {
  'planted-edge': async () => (await import('./planted-edge-tables.ts')).plantedEdgeStudy,
  'cart-pole': async () => (await import('./cart-pole-table.ts')).cartPoleStudy,
  allocators: async () => (await import('./allocators/allocators-study.ts')).allocatorsStudy,
  allocation: async () => (await import('./allocation-table.ts')).allocationStudy,
  sharpe: async () => (await import('./sharpe-study.ts')).sharpeStudy,
  forecast: async () => (await import('./forecast/forecast-study.ts')).forecastStudy,
  paths: async () => (await import('./paths/paths-study.ts')).pathsStudy,
  changepoint: async () => (await import('./changepoint/changepoint-study.ts')).changepointStudy,
};

const [name = '', ...args] = process.argv.slice(2);
if (!Object.hasOwn(STUDIES, name)) {
  process.stderr.write(
    `Study "${name}" is not known; choose one of ${Object.keys(STUDIES).join(', ')}.\n`,
  );
  process.exit(2);
}
try {
  const study = await STUDIES[name]();
  await study(args);
} catch (thrown) {
  if (!(thrown instanceof QuantError)) throw thrown;
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = exitCodeOf(thrown);
}
