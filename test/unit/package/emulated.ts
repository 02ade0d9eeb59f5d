import { readFile, writeFile } from 'node:fs/promises';
import { startChild } from '../../../local/emulator/child.ts';
import { fireemuBinary, fireemuChild, fireemuStartMs } from '../../../local/emulator/fireemu.ts';
import { type EmulatorPorts, pickFreePorts } from '../../../local/emulator/ports.ts';
import { projectRoot } from '../../../local/paths.ts';
import { changeJson } from './adopt.ts';

/** A project that runs on the emulator. */
export interface Emulated {
  ports: EmulatorPorts;
  stop(): Promise<void>;
}

/** Runs any Firebase project on fireemu: its functions, rules and Auth. */
export async function emulate(folder: string): Promise<Emulated> {
  const binary = fireemuBinary();
  if (binary === null) throw new Error('This test needs fireemu.');
  const ports = await pickFreePorts();
  await changeJson(`${folder}/firebase.json`, (config) => {
    const listening = Object.entries(ports).map(([name, port]) => [name, { host: '127.0.0.1', port }]);
    config.emulators = { singleProjectMode: false, ...Object.fromEntries(listening), ui: { enabled: false } };
  });
  await writeFile(`${folder}/fireemu.json`, await readFile(`${projectRoot}/fireemu.json`, 'utf8'));
  const { ready, ...command } = fireemuChild(binary, true);
  const child = startChild({ ...command, cwd: folder, logFile: `${folder}/emulator.log` });
  try {
    await child.untilPrinted(ready, fireemuStartMs);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { ports, stop: child.stop };
}
