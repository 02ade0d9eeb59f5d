import { setTimeout as sleep } from 'node:timers/promises';
import { untilReached } from '../firestore-access.ts';
import { passTime } from '../knowledge/passage-of-time.ts';
import type { Rig } from '../rig.ts';
import { addCounts, countNames, faultName, type ScheduleResult } from '../tally.ts';
import type { Violation } from '../violation.ts';
import { enrol, forget, inTurn, learn, type Musician } from './collections.ts';
import { tunebookViolations } from './invariants.ts';
import { pageFaults } from './page-faults.ts';
import { type ProgressHistory, recordProgress } from './progress-history.ts';
import type { TunebookSchedule, TunebookStep, UserName } from './step.ts';

/** What a schedule is carried out in. */
interface Scene {
  rig: Rig;
  musicians: ReadonlyMap<UserName, Musician>;
  calls: Promise<void>[];
  trace: string[];
}

/** Carries a schedule out, syncs each tunebook once more without faults, and checks every promise. Throws NeverError. */
export async function runTunebookSchedule(rig: Rig, schedule: TunebookSchedule): Promise<ScheduleResult> {
  const { db } = rig;
  const musicians = new Map<UserName, Musician>();
  for (const name of ['u', 'v', 'w'] as const) {
    const musician = await enrol(db, await rig.callables.newUser(), schedule.members[name], schedule.owned[name]);
    musicians.set(name, musician);
  }
  const histories = new Map([...musicians].map(([name, { uid }]) => [name, recordProgress(db, uid)]));
  const requestsBefore = rig.theSession.requests.find().length;
  const scene: Scene = { rig, musicians, calls: [], trace: [] };
  try {
    for (const step of schedule.steps) {
      if (step.pauseMs > 0) await sleep(step.pauseMs);
      scene.trace.push(`${new Date().toISOString()} ${JSON.stringify(step)}`);
      scene.calls.push(carryOut(scene, step));
    }
    await Promise.all(scene.calls);
    await rig.calm();
    await rig.emulator.untilIdle();
    const found: Violation[] = [];
    for (const [name, musician] of musicians) {
      found.push(...(await finish(scene, musician, histories.get(name))));
    }
    const requests = rig.theSession.requests.find().slice(requestsBefore);
    return {
      violations: found,
      subjects: musicians.size,
      met: addCounts(
        countNames(requests.map(faultName).filter((met) => met !== null)),
        countNames(schedule.steps.map(({ kind }) => commonFaults[kind]).filter((met) => met !== undefined)),
      ),
      trace: [
        ...scene.trace,
        ...[...histories].flatMap(([name, { states }]) => states.map((state) => `${name} ${JSON.stringify(state)}`)),
      ],
    };
  } finally {
    for (const history of histories.values()) history.close();
  }
}

const commonFaults: Readonly<Partial<Record<TunebookStep['kind'], string>>> = {
  crash: 'process killed',
  shut: 'connections refused',
  lapse: 'run given up while it goes on',
  cancel: 'cancelled by its user',
};

async function carryOut({ rig, musicians }: Scene, step: TunebookStep): Promise<void> {
  const { db, callables, emulator, theSession, theSessionGate } = rig;
  const musician = 'user' in step ? musicians.get(step.user) : undefined;
  switch (step.kind) {
    case 'release':
      theSession.release();
      return;
    case 'crash':
      return await emulator.crash();
    case 'commit':
      return await emulator.order(step);
    case 'shut':
      theSessionGate.shut();
      await sleep(step.ms);
      return await theSessionGate.open();
    case 'burst':
      Object.assign(theSession.settings, { maxInFlight: step.atOnce, latencyMs: 30 });
      await sleep(step.ms);
      Object.assign(theSession.settings, { maxInFlight: null, latencyMs: 0 });
  }
  if (musician === undefined) return;
  switch (step.kind) {
    case 'upstream': {
      const actions = step.faults.flatMap((name) => pageFaults[name] ?? []);
      const path = `/members/${musician.memberId}/tunebook`;
      theSession.faults.add({ match: { path, page: step.page }, actions });
      return;
    }
    case 'sync': {
      musician.asked.add(step.learnStatus);
      const input = { memberId: musician.memberId, learnStatus: step.learnStatus, retry: step.retry };
      await callables.call('syncTunebook', input, musician.token).catch(() => {});
      return;
    }
    case 'cancel':
      await callables.call('cancelTunebookSync', null, musician.token).catch(() => {});
      return;
    case 'learn':
      return await inTurn(musician, () => learn(db, musician, step.place, step.learnStatus));
    case 'forget':
      return await inTurn(musician, () => forget(db, musician, step.place));
    case 'lapse':
      await passTime(db.doc(`tunebookSyncs/${musician.uid}`), 'leaseExpiresAt');
  }
}

async function finish({ rig, trace }: Scene, musician: Musician, history?: ProgressHistory): Promise<Violation[]> {
  if (history === undefined) return [];
  const { db, callables } = rig;
  await passTime(db.doc(`tunebookSyncs/${musician.uid}`), 'leaseExpiresAt');
  const tunes = db.collection(`users/${musician.uid}/tunes`);
  const ownedBefore = (await untilReached(() => tunes.select().get())).size;
  musician.asked.add('learning');
  const answer = await callables.call(
    'syncTunebook',
    { memberId: musician.memberId, learnStatus: 'learning' },
    musician.token,
  );
  trace.push(`${musician.uid}: ${JSON.stringify(answer)}`);
  await rig.emulator.untilIdle();
  return await tunebookViolations(db, { musician, history, answer, ownedBefore });
}
