/** An agent of the workspace. */
export interface Agent {
  readonly id: string;
  readonly name: string;
  /** False for an agent that the API key may not see: the API then answers its id only. */
  readonly visible: boolean;
  /** Attaches every new document, as if someone did so by hand at once. */
  readonly usesNewDocuments: boolean;
}

/** The stub's agents. Documents name the agents that use them by id. */
export class Agents {
  #agents = new Map<string, Agent>();

  /** Adds or replaces an agent. */
  set(agent: Agent): void {
    this.#agents.set(agent.id, agent);
  }

  find(id: string): Agent | undefined {
    return this.#agents.get(id);
  }

  list(): readonly Agent[] {
    return [...this.#agents.values()];
  }

  clear(): void {
    this.#agents.clear();
  }
}

/** When every agent was created; the date has no meaning. */
const createdAtSeconds = Date.UTC(2026, 0, 1) / 1000;

/** The name of an agent. An agent that was never added is named after its id. */
export function agentName(agents: Agents, id: string): string {
  return agents.find(id)?.name ?? id;
}

/** An agent as the API describes it. An agent that was never added is visible. */
export function agentView(agents: Agents, id: string): Readonly<Record<string, unknown>> {
  if (agents.find(id)?.visible === false) return { id, type: 'unknown', referenced_resource_ids: [] };
  const created = { created_at_unix_secs: createdAtSeconds };
  return {
    id,
    name: agentName(agents, id),
    type: 'available',
    ...created,
    access_level: 'admin',
    referenced_resource_ids: [],
  };
}
