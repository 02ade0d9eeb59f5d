/** The states of a completed document's index. `in_prompt`: too short to index, so agents always read it. */
export const indexStatuses = ['pending', 'processing', 'ready', 'in_prompt', 'quota', 'failed'] as const;

export type IndexStatus = (typeof indexStatuses)[number];
