import { randomInt } from 'node:crypto';

/** One document or folder of the knowledge base. */
export interface StubDocument {
  readonly id: string;
  readonly type: 'text' | 'folder';
  /** Counts up in order of creation: times can be equal. */
  readonly sequence: number;
  name: string;
  /** Empty for a folder. */
  text: string;
  readonly parentFolderId: string | null;
  /** Unix milliseconds. */
  readonly createdAt: number;
  /** Unix milliseconds. */
  updatedAt: number;
  /** Ids of the agents that it is attached to. */
  agents: readonly string[];
}

/** What a new document is made of; the rest has defaults. */
export type NewDocument = Pick<StubDocument, 'name' | 'text'> &
  Partial<Pick<StubDocument, 'type' | 'parentFolderId' | 'createdAt' | 'agents'>>;

const idCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The documents that the stub holds. Names are not unique: whatever is added is a new document. */
export class KnowledgeBase {
  #documents = new Map<string, StubDocument>();
  #formerNames = new Map<string, string>();
  #lastSequence = 0;

  /** Adds a document and returns it. */
  add(document: NewDocument): StubDocument {
    const now = Date.now();
    const { name, text, type = 'text', parentFolderId = null, createdAt = now, agents = [] } = document;
    const id = Array.from({ length: 20 }, () => idCharacters.charAt(randomInt(idCharacters.length))).join('');
    this.#lastSequence += 1;
    const sequence = this.#lastSequence;
    const added: StubDocument = {
      id,
      type,
      sequence,
      name,
      text,
      parentFolderId,
      createdAt,
      updatedAt: createdAt,
      agents,
    };
    this.#documents.set(id, added);
    return added;
  }

  /** Changes name and text of a document. Does nothing when it does not hold it. */
  update(id: string, change: Pick<StubDocument, 'name' | 'text'>): void {
    const document = this.#documents.get(id);
    if (document !== undefined) Object.assign(document, change, { updatedAt: Date.now() });
  }

  /** Attaches a document to these agents and no others; returns false when it does not hold it. */
  attach(id: string, agents: readonly string[]): boolean {
    const document = this.#documents.get(id);
    if (document !== undefined) document.agents = agents;
    return document !== undefined;
  }

  /** Takes a document away, and with a folder all that is in it. */
  remove(id: string): void {
    const document = this.#documents.get(id);
    if (document === undefined) return;
    this.#documents.delete(id);
    this.#formerNames.set(id, document.name);
    if (document.type === 'folder') for (const child of this.childrenOf(id)) this.remove(child.id);
  }

  /** The document of this id. */
  find(id: string): Readonly<StubDocument> | undefined {
    return this.#documents.get(id);
  }

  /** The name of a document, also of one that is gone. */
  nameOf(id: string): string | undefined {
    return this.#documents.get(id)?.name ?? this.#formerNames.get(id);
  }

  /** All it holds, or those whose name holds `part`, oldest first. */
  list(part = ''): readonly Readonly<StubDocument>[] {
    return [...this.#documents.values()].filter(({ name }) => name.includes(part));
  }

  /** What lies directly in a folder. */
  childrenOf(folderId: string): readonly Readonly<StubDocument>[] {
    return this.list().filter(({ parentFolderId }) => parentFolderId === folderId);
  }

  /** The folders around a document, the outermost first. */
  foldersAround(document: Readonly<StubDocument>): readonly Readonly<StubDocument>[] {
    const parent = document.parentFolderId === null ? undefined : this.find(document.parentFolderId);
    return parent === undefined ? [] : [...this.foldersAround(parent), parent];
  }

  /** Takes everything away. */
  clear(): void {
    this.#documents.clear();
    this.#formerNames.clear();
  }
}
