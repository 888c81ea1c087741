import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Quiet at start-up: nothing is fetched, so that every request seen is the page's own. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

interface Program {
  readonly executablePath: string;
  readonly env: Record<string, string>;
}

/** A real Chromium; fails with what to do when there is none, because a skipped browser test proves nothing. */
export async function launchChromium(): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  return chromium.launch({ executablePath, env: { ...environment(), ...env }, args: FLAGS });
}

async function findChromium(): Promise<Program> {
  const named = process.env['QUANT_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return { executablePath: named, env: {} };
    throw new Error(`QUANT_CHROMIUM names ${named}, which does not exist.`);
  }
  const installed = INSTALLED.find((path) => existsSync(path));
  if (installed !== undefined) return { executablePath: installed, env: {} };
  try {
    return await unpackChromium();
  } catch (cause) {
    throw new Error(
      'No Chromium to test the report in: install chromium, or set QUANT_CHROMIUM to a Chrome or Chromium program.',
      { cause },
    );
  }
}

/** The one from devDependencies, unpacked once beside the modules with the libraries a bare Linux lacks. */
async function unpackChromium(): Promise<Program> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`@sparticuz/chromium has no program for ${process.platform} ${process.arch}`);
  }
  const folder = join(import.meta.dirname, '../../node_modules/.cache/quant-chromium');
  const executablePath = join(folder, 'chromium');
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await unpackInto(folder);
    writeFileSync(join(folder, 'fonts', 'fonts.conf'), fontSettings(folder));
    writeFileSync(complete, '');
  }
  const env = {
    LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
    FONTCONFIG_PATH: join(folder, 'fonts'),
  };
  return { executablePath, env };
}

async function unpackInto(folder: string): Promise<void> {
  const { default: packed, inflate } = await import('@sparticuz/chromium');
  const archives = fileURLToPath(new URL('../bin/', import.meta.resolve('@sparticuz/chromium')));
  const before = process.env['TMPDIR'];
  // The package unpacks into the temporary folder and nowhere else.
  process.env['TMPDIR'] = folder;
  try {
    await packed.executablePath(archives);
    await inflate(join(archives, 'al2023.tar.br'));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

/** The packed settings look for their fonts in places of another system, and without one Chromium stops. */
function fontSettings(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`;
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}
