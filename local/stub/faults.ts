import { z } from 'zod';
import { matches, type RequestRecord, requestMatchSchema } from './request-record.ts';

/** The four shapes in which ElevenLabs answers errors; thesession.org has one, which ignores this. */
export const errorShapes = ['detail', 'legacy', 'validation', 'text'] as const;

/** Milliseconds a fault may last: below the 5 min after which Node gives up a request. */
const milliseconds = z.int().min(0).max(240_000);

/** Refusing what cannot be sent keeps a mistyped order from ending the stub. */
const headersSchema = z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string().regex(/^[\t\x20-\x7e]*$/));

/** One thing that goes wrong. `processed` says whether the upstream carries the request out first. */
const faultActionSchema = z.discriminatedUnion('kind', [
  /** Nothing goes wrong: for counting to the request that is meant. */
  z.strictObject({ kind: z.literal('pass') }),
  /** An error answer (or any other status); `body` replaces the upstream's own error body. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    shape: z.enum(errorShapes).default('detail'),
    code: z.string().optional(),
    message: z.string().optional(),
    headers: headersSchema.default({}),
    body: z.string().optional(),
    processed: z.boolean().default(false),
  }),
  /** Takes longer, before or after it is processed; then answers as usual. */
  z.strictObject({ kind: z.literal('delay'), ms: milliseconds, when: z.enum(['before', 'after']).default('before') }),
  /** The connection breaks before or after it is processed. */
  z.strictObject({ kind: z.literal('drop'), when: z.enum(['before', 'after']) }),
  /**
   * A success that cannot be read: `truncated` is half of the JSON as a whole answer,
   * `interrupted` breaks the connection in the middle, `html` and `empty` stand instead of it.
   */
  z.strictObject({
    kind: z.literal('unreadable'),
    body: z.enum(['truncated', 'interrupted', 'html', 'empty']),
    processed: z.boolean().default(true),
  }),
  /** The headers come at once, the body in pieces over `ms`. */
  z.strictObject({ kind: z.literal('slow'), ms: milliseconds }),
  /**
   * Not processed before it is released, however long the client has been gone by then;
   * `drop` breaks the connection at once.
   */
  z.strictObject({ kind: z.literal('hold'), drop: z.boolean().default(false) }),
]);

/** See faultActionSchema. */
export type FaultAction = z.infer<typeof faultActionSchema>;

/**
 * An order: the first matching request meets the first action, the next one the second, and so on;
 * the whole list is played `times` times, or until cleared when that is null.
 */
export const faultRuleSchema = z.strictObject({
  match: requestMatchSchema.default({}),
  actions: z.array(faultActionSchema).min(1),
  times: z.int().min(1).nullable().default(1),
});

/** See faultRuleSchema; what has a default may be left out. */
export type FaultRule = z.input<typeof faultRuleSchema>;

/** An order with its id and how many requests it has met. */
export type ActiveFaultRule = z.infer<typeof faultRuleSchema> & { readonly id: number; met: number };

/** The faults on order. The oldest matching order meets a request; one that is used up goes. */
export class FaultPlan {
  #standing: ActiveFaultRule[] = [];
  #lastId = 0;

  /** Orders a fault and returns its id. Throws a ZodError for an order that is not valid. */
  add(order: FaultRule): number {
    const fault = { ...faultRuleSchema.parse(order), id: ++this.#lastId, met: 0 };
    this.#standing.push(fault);
    return fault.id;
  }

  /** Takes back one order, or all; one that is gone already is no error. */
  clear(id?: number): void {
    this.#standing = id === undefined ? [] : this.#standing.filter((fault) => fault.id !== id);
  }

  /** The orders that are not used up, oldest first. */
  list(): readonly Readonly<ActiveFaultRule>[] {
    return this.#standing;
  }

  /** What this request meets, which counts as one turn; null when no order matches. */
  take(record: RequestRecord): FaultAction | null {
    const fault = this.#standing.find(({ match }) => matches(match, record));
    if (fault === undefined) return null;
    const action = fault.actions[fault.met % fault.actions.length] ?? null;
    fault.met += 1;
    if (fault.times !== null && fault.met >= fault.times * fault.actions.length) this.clear(fault.id);
    return action;
  }
}
