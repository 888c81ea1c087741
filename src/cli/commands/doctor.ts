import { existsSync, statfsSync } from 'node:fs';
import { nodeDisk, systemClock } from '#base/node';
import { ALPACA_VARIABLES, alpacaKeys, type SystemConfig } from '#config';
import { chooseDevice } from '#tensor';
import { EXIT } from '../exit-code.ts';
import { folderComplaint, nearestExisting } from '../folders.ts';
import type { CommonOptions } from '../options.ts';
import { PROVIDER_NAMES } from '../provider-choice.ts';
import { withSession } from '../session.ts';
import { packageVersion } from '../versions.ts';

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Below this a dashboard or two fill the disk. */
const LEAST_FREE_BYTES = 100 * 2 ** 20;

/** `quant doctor`: versions, folders, providers, keys (never shown), disk and clock. */
export async function runDoctor(options: CommonOptions): Promise<number> {
  return withSession(options, [], async ({ config, output }) => {
    const findings = [...(await machine(config)), ...surroundings(config), ...folders(config)];
    output.table(
      [
        { title: '', cell: (finding) => (finding.ok ? 'ok' : 'FAILED') },
        { title: 'what', cell: (finding) => finding.what },
        { title: 'found', cell: (finding) => finding.detail },
      ],
      findings,
    );
    output.document(findings);
    return findings.every((finding) => finding.ok) ? EXIT.done : EXIT.failed;
  });
}

const fine = (what: string, detail: string): Finding => ({ what, ok: true, detail });

async function machine(config: SystemConfig): Promise<Finding[]> {
  const { node, icu = 'none', tz = 'unknown' } = process.versions;
  const device = await chooseDevice(config.device);
  return [
    fine('quant', packageVersion()),
    fine('node', `${node}, ICU ${icu}, time zones ${tz}`),
    fine('clock', new Date(systemClock.now()).toISOString()),
    { what: 'device', ok: !device.fellBack, detail: device.reason },
  ];
}

function surroundings({ data }: SystemConfig): Finding[] {
  const csv = existsSync(data.csvDir) ? '' : ' (not there)';
  return [
    fine('providers', PROVIDER_NAMES.join(', ')),
    fine('data.csvDir', `${data.csvDir}${csv}`),
    fine('keys for Alpaca', keysText()),
  ];
}

function keysText(): string {
  const keys = alpacaKeys({ disk: nodeDisk, environment: process.env });
  const names = Object.values(ALPACA_VARIABLES).map((variables) => variables[0]);
  return keys === null ? `not set: ${names.join(' and ')}` : 'both set';
}

function folders({ paths, data }: SystemConfig): Finding[] {
  const places = [
    ['data.cacheDir', data.cacheDir],
    ...Object.entries(paths).map(([name, folder]) => [`paths.${name}`, folder]),
  ];
  return places.map(([what, folder]) => {
    const complaint = folderComplaint(folder) ?? spaceComplaint(folder);
    return complaint === null
      ? fine(what, `${folder} can be written`)
      : { what, ok: false, detail: `${folder}: ${complaint}` };
  });
}

function spaceComplaint(folder: string): string | null {
  const { bavail, bsize } = statfsSync(nearestExisting(folder));
  const free = bavail * bsize;
  return free >= LEAST_FREE_BYTES ? null : `only ${Math.floor(free / 2 ** 20)} MiB are free`;
}
