import { randomInt } from 'node:crypto';

/** One document or folder of the knowledge base. */
export interface StubDocument {
  readonly id: string;
  readonly type: 'text' | 'folder';
  /** Order of creation; timestamps can be equal. */
  readonly sequence: number;
  name: string;
  /** Empty for a folder. */
  text: string;
  readonly parentFolderId: string | null;
  /** Unix milliseconds, like `updatedAt`. */
  readonly createdAt: number;
  updatedAt: number;
  /** Ids of the agents that use it. */
  agents: readonly string[];
}

export type NewDocument = Pick<StubDocument, 'name' | 'text'> &
  Partial<Pick<StubDocument, 'type' | 'parentFolderId' | 'createdAt' | 'agents'>>;

const idCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The stub's documents and folders. Names are not unique, as in the real service. */
export class KnowledgeBase {
  #documents = new Map<string, StubDocument>();
  #formerNames = new Map<string, string>();
  #lastSequence = 0;

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

  /** Ignores an unknown id. */
  update(id: string, change: Pick<StubDocument, 'name' | 'text'>, updatedAt = Date.now()): void {
    const document = this.#documents.get(id);
    if (document !== undefined) Object.assign(document, change, { updatedAt });
  }

  /** Replaces the list of agents that use a document. Returns false for an unknown id. */
  attach(id: string, agents: readonly string[]): boolean {
    const document = this.#documents.get(id);
    if (document !== undefined) document.agents = agents;
    return document !== undefined;
  }

  /** Removes a document, or a folder with its contents. */
  remove(id: string): void {
    const document = this.#documents.get(id);
    if (document === undefined) return;
    this.#documents.delete(id);
    this.#formerNames.set(id, document.name);
    if (document.type === 'folder') for (const child of this.childrenOf(id)) this.remove(child.id);
  }

  find(id: string): Readonly<StubDocument> | undefined {
    return this.#documents.get(id);
  }

  /** The name of a document, including removed ones. */
  nameOf(id: string): string | undefined {
    return this.#documents.get(id)?.name ?? this.#formerNames.get(id);
  }

  /** Documents whose name contains `part`, oldest first. */
  list(part = ''): readonly Readonly<StubDocument>[] {
    return [...this.#documents.values()].filter(({ name }) => name.includes(part));
  }

  /** The direct contents of a folder. */
  childrenOf(folderId: string): readonly Readonly<StubDocument>[] {
    return this.list().filter(({ parentFolderId }) => parentFolderId === folderId);
  }

  /** The folders that contain a document, outermost first. */
  foldersAround(document: Readonly<StubDocument>): readonly Readonly<StubDocument>[] {
    const parent = document.parentFolderId === null ? undefined : this.find(document.parentFolderId);
    return parent === undefined ? [] : [...this.foldersAround(parent), parent];
  }

  clear(): void {
    this.#documents.clear();
    this.#formerNames.clear();
  }
}
