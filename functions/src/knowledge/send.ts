import type { CallOptions } from '../upstream/call-options.ts';
import type { RemoteDocument } from '../upstream/elevenlabs.ts';
import { isGone } from '../upstream/elevenlabs.ts';
import { connectionFailure, failureOf, UpstreamError } from '../upstream/errors.ts';
import type { KnowledgeContext } from './context.ts';
import type { Outcome, Run } from './delivery/run.ts';
import { listByTag } from './look-up.ts';

/**
 * One attempt of a run: lists by tag if the run asks for it, then sends one create or update. Deletes
 * duplicates only after the kept document accepted the text. Never throws: failures are outcomes.
 */
export async function attempt(context: KnowledgeContext, run: Run, signal: AbortSignal): Promise<Outcome> {
  let elevenLabsId = run.elevenLabsId;
  let duplicates: RemoteDocument[] = [];
  if (run.purpose === 'verify' || (elevenLabsId === null && run.lookFirst)) {
    try {
      const found = await listByTag(context, run.tag, () => callOptions(context, run, signal));
      elevenLabsId ??= found[0]?.id ?? null;
      duplicates = found.filter(({ id }) => id !== elevenLabsId);
    } catch (error) {
      const failure = { ...failureOf(error), ambiguous: false };
      return { kind: 'failed', failure, phase: 'look-up', elevenLabsId, duplicatesLeft: false };
    }
    if (elevenLabsId === null && run.purpose === 'verify' && run.before.status === 'failed') return { kind: 'absent' };
  }
  try {
    const sentTo = await send(context, run, elevenLabsId, callOptions(context, run, signal));
    const duplicatesLeft = !(await removeAll(context, run, duplicates, signal));
    return { kind: 'accepted', elevenLabsId: sentTo, duplicatesLeft };
  } catch (error) {
    const failure = failureOf(error);
    if (elevenLabsId !== null && isGone(error)) return { kind: 'gone', failure };
    return { kind: 'failed', failure, phase: 'send', elevenLabsId, duplicatesLeft: duplicates.length > 0 };
  }
}

async function send(
  { elevenLabs }: KnowledgeContext,
  run: Run,
  elevenLabsId: string | null,
  options: CallOptions,
): Promise<string> {
  const { remoteName: name, content } = run;
  if (elevenLabsId === null) return await elevenLabs.create({ name, text: content }, options);
  await elevenLabs.update(elevenLabsId, { name, content }, options);
  return elevenLabsId;
}

/** Deletes documents one by one; false when one may be left: a listed one that is not found by its id may show later. */
async function removeAll(
  context: KnowledgeContext,
  run: Run,
  documents: readonly RemoteDocument[],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    let removed = true;
    for (const { id } of documents) {
      removed = (await context.elevenLabs.remove(id, callOptions(context, run, signal))) && removed;
    }
    return removed;
  } catch {
    return false;
  }
}

/**
 * The limits of the next request: the rest of the run, at most the usual time. A process that was frozen
 * finds its deadline by the clock, since its timers fire late.
 */
function callOptions(context: KnowledgeContext, run: Run, signal: AbortSignal): CallOptions {
  const left = run.deadlineAt - context.now();
  if (left <= 0 || signal.aborted) throw new UpstreamError({ ...connectionFailure('ETIMEDOUT'), ambiguous: false });
  return { signal, timeoutMs: Math.min(context.requestTimeoutMs, left), sendBefore: run.deadlineAt };
}
