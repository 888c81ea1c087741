import { join } from 'node:path';
import { messageOf, writeFileAtomic } from '#base';
import { nodeDisk, systemClock } from '#base/node';
import { getDevice } from '#config';
import type { CommonOptions } from '../options.ts';
import { PROVIDER_NAMES } from '../provider-choice.ts';
import { folderExists, openSession } from '../session.ts';

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

const KEYS = ['ALPACA_API_KEY', 'ALPACA_API_SECRET'] as const;

/** `quant doctor`: versions, folders, providers, keys (never shown) and the clock. */
export async function runDoctor(options: CommonOptions): Promise<number> {
  const session = openSession(options);
  try {
    const { config, output } = session;
    const device = getDevice(config.device, ['cpu']);
    const findings: Finding[] = [
      {
        what: 'node',
        ok: true,
        detail: `${process.versions.node}, ICU ${process.versions['icu']}`,
      },
      { what: 'time zones', ok: true, detail: `tables ${process.versions['tz'] ?? 'unknown'}` },
      { what: 'clock', ok: true, detail: new Date(systemClock.now()).toISOString() },
      { what: 'device', ok: true, detail: device.reason },
      { what: 'providers', ok: true, detail: PROVIDER_NAMES.join(', ') },
      {
        what: 'CSV folder',
        ok: true,
        detail: `${config.data.csvDir}${folderExists(config.data.csvDir) ? '' : ' (not there)'}`,
      },
      ...KEYS.map((key) => ({
        what: key,
        ok: true,
        detail: process.env[key] === undefined ? 'not set' : 'set',
      })),
      ...Object.entries(config.paths).map(([name, folder]) => writable(name, folder)),
      writable('cacheDir', config.data.cacheDir),
    ];
    output.table(
      [
        { title: '', cell: (finding) => (finding.ok ? 'ok' : 'FAILED') },
        { title: 'what', cell: (finding) => finding.what },
        { title: 'found', cell: (finding) => finding.detail },
      ],
      findings,
    );
    output.document(findings);
    return findings.every((finding) => finding.ok) ? 0 : 1;
  } finally {
    session.close();
  }
}

/** Writes and removes a file, the only honest way to know. */
function writable(name: string, folder: string): Finding {
  const probe = join(folder, '.doctor');
  try {
    nodeDisk.makeFolder(folder);
    writeFileAtomic(nodeDisk, probe, new Uint8Array());
    nodeDisk.remove(probe);
    return { what: name, ok: true, detail: `${folder} can be written` };
  } catch (thrown) {
    return { what: name, ok: false, detail: `${folder}: ${messageOf(thrown)}` };
  }
}
