/** How full the ElevenLabs index is; bytes are null when not known. */
export interface IndexUsage {
  /** Documents without room. */
  documents: number;
  usedBytes: number | null;
  maxBytes: number | null;
}

/** What a full index means and what to do about it. */
export function fullIndexSentences({ documents, usedBytes, maxBytes }: IndexUsage): string {
  const used =
    usedBytes === null || maxBytes === null ? '' : ` (${megabytes(usedBytes)} of ${megabytes(maxBytes)} MB used)`;
  const lost = documents === 1 ? '1 document' : `${documents.toLocaleString('en-US')} documents`;
  return `The ElevenLabs index is full${used}, so agents cannot find ${lost}. Upgrade the ElevenLabs plan, or delete documents that no agent needs.`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toLocaleString('en-US', { maximumFractionDigits: bytes < 10_000_000 ? 2 : 0 });
}
