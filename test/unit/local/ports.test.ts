import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { isPortFree, PortTakenError, pickFreePorts, requireFreePorts } from '../../../local/emulator/ports.ts';

const servers: ReturnType<typeof createServer>[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function take(port: number): Promise<void> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen({ port, host: '127.0.0.1' }, resolve));
}

test('a taken port is named, with what to do about it', async () => {
  const { auth, firestore } = await pickFreePorts();
  await take(firestore);
  const refusal = requireFreePorts([auth, firestore]);
  await expect(refusal).rejects.toThrow(PortTakenError);
  await expect(refusal).rejects.toThrow(`Another program uses port ${firestore}. Stop it`);
});

test('free ports are let through and stay free', async () => {
  const ports = Object.values(await pickFreePorts());
  await requireFreePorts(ports);
  expect(await Promise.all(ports.map(isPortFree))).toEqual(ports.map(() => true));
});

test('no port is picked twice, since an emulator binds it seconds later', async () => {
  const ports = [await pickFreePorts(), await pickFreePorts(), await pickFreePorts()].flatMap(Object.values);
  expect(new Set(ports).size).toBe(ports.length);
});
