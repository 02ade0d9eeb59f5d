import { call } from '../firebase/callable.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { fieldsOf, itemsOf, textOf } from '../ui/fields.ts';
import { listed, type UsedBy } from './agent-words.ts';

const known = new Map<string, UsedBy>();

/** Fires `change` when the page learns which agents use a document. */
export const agentsKnown = new EventTarget();

/** Asks which agents use a document. Throws FirebaseError. */
async function findAgents(documentId: string): Promise<UsedBy> {
  const answer = fieldsOf(await call('findAgents', { documentId }));
  const names = itemsOf(answer.agents).map((agent) => {
    const { id, name } = fieldsOf(agent);
    return textOf(name) || textOf(id);
  });
  const found = { names, more: answer.more === true };
  known.set(documentId, found);
  agentsKnown.dispatchEvent(new Event('change'));
  return found;
}

/** Whether no agent used a document when its details were last opened; false when unknown. */
export function isKnownUnused(documentId: string): boolean {
  const found = known.get(documentId);
  return found !== undefined && found.names.length === 0 && !found.more;
}

/** Which agents use a document, as a sentence. Never throws. */
export async function usageSentence(documentId: string): Promise<string> {
  try {
    const found = await findAgents(documentId);
    return found.names.length === 0 ? 'No agent uses this document.' : `Used by ${listed(found)}.`;
  } catch (error) {
    return `We could not find out which agents use this document. ${failureMessage(error)}`;
  }
}

/** Which agents lose a document when it is deleted, as a sentence. Never throws. */
export async function lossSentence(documentId: string): Promise<string> {
  try {
    const found = await findAgents(documentId);
    return found.names.length === 0 ? 'No agent uses it.' : `It is removed from ${listed(found)}.`;
  } catch (error) {
    return `We could not find out which agents use it. ${failureMessage(error)}`;
  }
}
