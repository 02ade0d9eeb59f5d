import { type Answer, jsonAnswer, type StubRequest } from '../../../local/stub/http-message.ts';
import { errorPage } from '../../../local/stub/thesession/api.ts';
import type { Chance } from '../engine/chance.ts';
import { pageFaults } from './thesession-faults.ts';
import { sortFaults, type Upstream } from './transport.ts';

/** Tunes of a page: few, so that a small tunebook has several pages. */
const pageSize = 3;

/** A usable tune, as a collection must hold it. */
export interface ExpectedTune {
  id: number;
  name: string;
  type: string;
}

interface Entry {
  id: number;
  name?: string;
  type?: string;
}

/** A member's tunebook: the entries of its pages, and the tunes that an import must add. */
interface Tunebook {
  entries: readonly Entry[];
  tunes: readonly ExpectedTune[];
}

const types = ['reel', 'jig', 'slip jig', 'polka'];

const faults = sortFaults(pageFaults);

/** thesession.org with members whose tunebooks overlap, hold tunes twice and lack fields. */
export class SimulatedTheSession implements Upstream {
  readonly name = 'thesession';
  readonly faults = faults;
  readonly #tunebooks = new Map<number, Tunebook>();

  constructor(chance: Chance) {
    for (const memberId of [1, 2]) this.#tunebooks.set(memberId, makeTunebook(chance));
  }

  /** The tunes that an import of a member's tunebook must add. */
  tunesOf(memberId: number): readonly ExpectedTune[] {
    return this.#tunebooks.get(memberId)?.tunes ?? [];
  }

  answer({ path, query }: StubRequest): Answer {
    const tuneId = /^\/tunes\/(\d+)$/.exec(path)?.[1];
    if (tuneId !== undefined) return jsonAnswer(200, tune(Number(tuneId)));
    const memberId = Number(/^\/members\/(\d+)\/tunebook$/.exec(path)?.[1]);
    const tunebook = this.#tunebooks.get(memberId);
    if (tunebook === undefined) return errorPage(404);
    const page = Number(query.get('page') ?? 1);
    const { entries } = tunebook;
    const pages = Math.max(1, Math.ceil(entries.length / pageSize));
    const total = new Set(entries.map(({ id }) => id)).size;
    const tunes = entries.slice((page - 1) * pageSize, page * pageSize);
    return jsonAnswer(200, { pages, page, total, member: { id: memberId, name: `Member ${memberId}` }, tunes });
  }

  errorAnswer({ status }: Parameters<Upstream['errorAnswer']>[0]): Answer {
    return errorPage(status);
  }
}

function makeTunebook(chance: Chance): Tunebook {
  const ids = Array.from({ length: chance.int(0, 8) }, () => chance.int(1, 12));
  const entries = ids.map((id) => {
    const { name, type } = tune(id);
    // An entry without a type makes the import look up its tune.
    return id % 5 === 0 ? { id, name } : { id, name, type };
  });
  return { entries, tunes: [...new Set(ids)].map(tune) };
}

function tune(id: number): ExpectedTune {
  return { id, name: `Tune ${id}`, type: types[id % types.length] ?? 'reel' };
}
