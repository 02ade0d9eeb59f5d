import { z } from 'zod';
import { type MatchedRequest, matches, requestMatchSchema } from './request-match.ts';

/** The four shapes of ElevenLabs error bodies. thesession.org has a single one and ignores this. */
export const errorShapes = ['detail', 'legacy', 'validation', 'text'] as const;

/** Longest duration of a fault: below the 5 min request timeout of Node's HTTP server. */
const milliseconds = z.int().min(0).max(240_000);

/** Refuses headers that Node cannot send: they would crash the stub later. */
const headersSchema = z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string().regex(/^[\t\x20-\x7e]*$/));

/** One fault. `processed` says whether the upstream processes the request before the fault. */
const faultActionSchema = z.discriminatedUnion('kind', [
  /** No fault; skips a request so that a later one gets the fault. */
  z.strictObject({ kind: z.literal('pass') }),
  /** Answers with this status; `body` replaces the upstream's own error body. */
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
  /** Answers as usual after a delay, which comes before or after processing. */
  z.strictObject({ kind: z.literal('delay'), ms: milliseconds, when: z.enum(['before', 'after']).default('before') }),
  /** Closes the connection before or after processing. */
  z.strictObject({ kind: z.literal('drop'), when: z.enum(['before', 'after']) }),
  /**
   * A success with an unreadable body: `truncated` sends half of the JSON as a complete answer,
   * `interrupted` closes the connection halfway, `html` and `empty` replace the body.
   */
  z.strictObject({
    kind: z.literal('unreadable'),
    body: z.enum(['truncated', 'interrupted', 'html', 'empty']),
    processed: z.boolean().default(true),
  }),
  /** Sends the headers at once and the body in chunks over `ms`. */
  z.strictObject({ kind: z.literal('slow'), ms: milliseconds }),
  /** Not processed until released, even after the client has disconnected. `drop` closes the connection at once. */
  z.strictObject({ kind: z.literal('hold'), drop: z.boolean().default(false) }),
]);

export type FaultAction = z.infer<typeof faultActionSchema>;

/**
 * Applies one action to each matching request, in order. The list repeats `times` times, or until
 * cleared when `times` is null.
 */
export const faultRuleSchema = z.strictObject({
  match: requestMatchSchema.default({}),
  actions: z.array(faultActionSchema).min(1),
  times: z.int().min(1).nullable().default(1),
});

export type FaultRule = z.input<typeof faultRuleSchema>;

/** A rule with its id and the number of requests it was applied to. */
export type ActiveFaultRule = z.infer<typeof faultRuleSchema> & { readonly id: number; hits: number };

/** The active fault rules. The oldest matching rule applies; a rule is removed after its last use. */
export class FaultPlan {
  #rules: ActiveFaultRule[] = [];
  #lastId = 0;

  /** Adds a rule and returns its id. Throws a ZodError for an invalid rule. */
  add(rule: FaultRule): number {
    const added = { ...faultRuleSchema.parse(rule), id: ++this.#lastId, hits: 0 };
    this.#rules.push(added);
    return added.id;
  }

  /** Removes one rule, or all. Ignores an unknown id. */
  clear(id?: number): void {
    this.#rules = id === undefined ? [] : this.#rules.filter((rule) => rule.id !== id);
  }

  /** Oldest first. */
  list(): readonly Readonly<ActiveFaultRule>[] {
    return this.#rules;
  }

  /** The fault for this request, or null when no rule matches. Counts as a use of the rule. */
  take(record: MatchedRequest): FaultAction | null {
    const rule = this.#rules.find(({ match }) => matches(match, record));
    if (rule === undefined) return null;
    const action = rule.actions[rule.hits % rule.actions.length] ?? null;
    rule.hits += 1;
    if (rule.times !== null && rule.hits >= rule.times * rule.actions.length) this.clear(rule.id);
    return action;
  }
}
