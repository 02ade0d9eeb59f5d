import { projectRoot } from '../paths.ts';
import type { ApiOptions } from '../stub/elevenlabs/api-context.ts';
import { type ElevenLabsStub, startElevenLabsStub } from '../stub/elevenlabs/stub.ts';
import type { Stub } from '../stub/stub.ts';
import { startTheSessionStub } from '../stub/thesession/stub.ts';
import { type Emulator, type EmulatorOutput, startEmulator } from './emulator.ts';
import { type EmulatorPorts, pickFreePorts } from './ports.ts';
import { readParams } from './stage.ts';
import { createDemoUsers } from './users.ts';

/** Reelsync on one machine, without the page: emulator, functions, stubs, demo users. */
export interface Stack {
  emulator: Emulator;
  elevenLabs: ElevenLabsStub;
  theSession: Stub;
  /** The functions' params. */
  params: Readonly<Record<string, string>>;
  /** Stops everything and resolves when its ports are free. */
  stop(): Promise<void>;
}

export interface StackOptions {
  /** Name of its folder below `.tmp`. */
  name: string;
  /** Defaults to free ports. */
  ports?: { emulator: EmulatorPorts; elevenLabs: number; theSession: number };
  /** The agents of the ElevenLabs stub, and how it indexes. */
  elevenLabs?: ApiOptions;
  /** Override those of the demo project. */
  params?: Readonly<Record<string, string>>;
  /** Receives what the emulator prints. */
  output?: EmulatorOutput;
}

/** The developer's own params, from `functions/.env.local`; they may hold the API key of the real service. */
export async function readOwnParams(): Promise<Record<string, string>> {
  return await readParams(`${projectRoot}/functions/.env.local`);
}

/**
 * Starts a stack and resolves when all of it answers. Leaves nothing running when it throws.
 *
 * @throws EmulatorStartError, PortTakenError or CompileError
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const ports = options.ports ?? { emulator: await pickFreePorts(), elevenLabs: 0, theSession: 0 };
  const shared = await readParams(`${projectRoot}/functions/.env`);
  const demo = await readParams(`${projectRoot}/functions/.env.demo-reelsync`);
  const [elevenLabs, theSession] = await startStubs(ports, {
    apiKey: demo.ELEVENLABS_API_KEY ?? null,
    ...options.elevenLabs,
  });
  const stopStubs = async () => {
    await Promise.all([elevenLabs.stop(), theSession.stop()]);
  };
  const addresses = { ELEVENLABS_BASE_URL: elevenLabs.url, THESESSION_BASE_URL: theSession.url };
  const params = { ...shared, ...demo, ...addresses, ...options.params };
  let emulator: Emulator | undefined;
  const stop = async () => {
    await Promise.all([emulator?.stop(), stopStubs()]);
  };
  try {
    emulator = await startEmulator(
      { name: options.name, ports: ports.emulator, profile: 'strict', params },
      options.output,
    );
    await createDemoUsers(emulator);
    return { emulator, elevenLabs, theSession, params, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts both stubs, or none when it throws. */
export async function startStubs(
  ports: { elevenLabs: number; theSession: number },
  options: ApiOptions,
): Promise<[ElevenLabsStub, Stub]> {
  const elevenLabs = await startElevenLabsStub({ port: ports.elevenLabs, ...options });
  try {
    return [elevenLabs, await startTheSessionStub({ port: ports.theSession })];
  } catch (error) {
    await elevenLabs.stop();
    throw error;
  }
}
