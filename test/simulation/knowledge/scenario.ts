import { Timestamp } from 'firebase-admin/firestore';
import { type ActWeights, scheduleActs } from '../engine/act-sequence.ts';
import type { Act, Chance, Incident } from '../engine/chance.ts';
import { fieldAt } from '../firestore/values.ts';
import type { Scenario, ScenarioParts } from '../scenario.ts';
import { path } from './people.ts';
import { KnowledgeWorld } from './world.ts';

const acts: ActWeights = {
  edit: 12,
  'edit back': 6,
  delete: 8,
  'create again': 6,
  restore: 4,
  retry: 6,
  'remote deleted by hand': 1,
  'remote renamed by hand': 1,
  'remote edited by hand': 1,
  reconcile: 1,
};

/** A little longer than the audit waits for a document's event, in milliseconds. */
const eventDelayMs = 180_000;

/** Longer than clocks differ and the 5 minutes that a reconciliation allows for it, in milliseconds. */
const soonMs = 900_000;

/** Longer than a listing lags and clocks differ, in milliseconds. */
const listingLagMs = 1_200_000;

/** What only the audit repairs. It also runs after some other schedules, where it must do no harm. */
const needsAudit = ['event lost', 'restore'] as const;

/** What can make the functions forget the id of a remote document: nothing else leads to one that a person renamed. */
const losingIds = ['event lost', 'fresh document not found', 'error answer', 'outage', 'restore'] as const;

const byHand = ['remote deleted by hand', 'remote renamed by hand', 'remote edited by hand'] as const;

/** One or two documents, their editors, and an administrator. */
export function createKnowledgeScenario(parts: ScenarioParts): Scenario {
  const { scheduler, chance, times } = parts;
  const hasHappened = (incident: Incident) => times(incident) > 0;
  const world = new KnowledgeWorld(parts);
  const { instances, findings, promises, people } = world;
  const documents = chance.next() < 0.9 ? ['a'] : ['a', 'b'];
  return {
    instances,
    findings,
    begin() {
      world.beginOutage();
      for (const [place, id] of documents.entries()) {
        scheduler.after(place * chance.int(0, 500), null, () => people.create(id));
      }
      return scheduleActs(parts, acts, (act, own) => {
        const id = own.pick(documents);
        perform(world, act, id, { chance: own, deletionKnown: !hasHappened('event lost') });
      });
    },
    *recover() {
      world.sweepSoon();
      yield;
      const differences = needsAudit.reduce((sum, incident) => sum + times(incident), 0);
      if (differences > 0 || chance.next() < 0.03) {
        // Two can cancel out in the counts that the hourly audit compares.
        scheduler.after(eventDelayMs, null, () => world.audit({ full: differences > 1 }));
        yield;
      }
      // The first one may read a listing that still lags.
      for (let round = 0; byHand.some(hasHappened) && round < 2; round += 1) {
        scheduler.after(listingLagMs, null, () => world.reconcile(true));
        yield;
      }
      const untraceable = losingIds.some(hasHappened);
      promises.checkEnd({ healed: false, untraceable });
      if (!retryFailed(world)) return;
      yield;
      promises.checkEnd({ healed: true, untraceable });
    },
    neverRests: () => findings.break('every document comes to rest', 'there is no end'),
  };
}

/** Presses Retry for every failed document; false if no document has failed. */
function retryFailed(world: KnowledgeWorld): boolean {
  const failed = world.database.list('knowledge').filter(({ fields }) => fieldAt(fields, 'sync.status') === 'failed');
  for (const { id } of failed) world.retry(id);
  return failed.length > 0;
}

function perform(
  world: KnowledgeWorld,
  wanted: Act,
  id: string,
  { chance, deletionKnown }: { chance: Chance; deletionKnown: boolean },
) {
  const { people } = world;
  const act = possible(wanted, people.newest.get(id) === null);
  if (chance.incident(act, 1) === null) return;
  switch (act) {
    case 'edit':
      return people.edit(id, chance);
    case 'create again':
      return people.create(id);
    case 'edit back':
      return people.editBack(id);
    case 'delete':
      return people.delete(id);
    case 'restore':
      // Without the event of its deletion, nothing tells an older text from the one that was synced last.
      return people.restore(id, (backups) =>
        deletionKnown && backups.length > 0 ? chance.pick(backups) : backups.at(-1),
      );
    case 'retry':
      return world.retry(id);
    case 'reconcile':
      return world.reconcile(chance.next() < 0.5);
    default:
      return changeByHand(world, act, id);
  }
}

/** Changes the remote document that a document knows, as a person does in the dashboard. */
function changeByHand(
  { database, elevenLabs: { knowledgeBase }, scheduler }: KnowledgeWorld,
  act: Act,
  id: string,
): void {
  const fields = database.read(path(id))?.fields ?? {};
  const known = fieldAt(fields, 'sync.elevenLabsId');
  const remote = knowledgeBase.all().find((one) => one.id === known);
  if (remote === undefined) return;
  const { id: remoteId, name, text } = remote;
  const completedAt = fieldAt(fields, 'sync.completedAt');
  // An edit this soon after a sync cannot be told from the sync itself, since clocks differ.
  const isTooSoon = completedAt instanceof Timestamp && scheduler.time - completedAt.toMillis() < soonMs;
  const isClaimed = (fieldAt(fields, 'sync.leaseOwner') ?? null) !== null;
  if (act === 'remote edited by hand' && (isTooSoon || isClaimed)) return;
  scheduler.log(`people: ${act} ${remoteId}`);
  if (act === 'remote deleted by hand') knowledgeBase.remove(remoteId);
  else if (act === 'remote renamed by hand') knowledgeBase.update(remoteId, { name: 'Renamed', text });
  else knowledgeBase.update(remoteId, { name, text: 'Edited by hand.' });
}

/** Replaces an act that is impossible for a deleted, or an existing, document. */
function possible(act: Act, deleted: boolean): Act {
  if (deleted && act === 'edit') return 'create again';
  if (deleted && act === 'edit back') return 'restore';
  if (!deleted && (act === 'create again' || act === 'restore')) return 'edit';
  return act;
}
