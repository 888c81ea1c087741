/** Loads the files named, and says of each its last formula and whether what it imports is this process's own. */
import { nodeImport } from '#base/node';
import { kernel, listFeatures, loadFeatureFiles, ValueWindow } from '#features';

const found: unknown[] = [];
for (const path of process.argv.slice(2)) {
  await loadFeatureFiles([path], nodeImport);
  const { exports } = await nodeImport(path, {});
  const isSame = exports['kernel'] === kernel && exports['ValueWindow'] === ValueWindow;
  found.push({ isSame, formula: listFeatures([path]).at(-1)?.formula });
}
process.stdout.write(JSON.stringify(found));
