import { draftLimits } from '../../../functions/src/client.ts';

/** The content of a file, or why it cannot be used. */
export type TextFile = { kind: 'text'; title: string; text: string } | { kind: 'problem'; message: string };

/** The part of the browser's `File` that is read. */
export interface ChosenFile {
  name: string;
  /** Bytes. */
  size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Reads a `.txt` or `.md` file as UTF-8. Refuses other encodings rather than store broken letters.
 * Never throws: the problem is a message for the user.
 */
export async function readTextFile(file: ChosenFile): Promise<TextFile> {
  const problem = (message: string): TextFile => ({ kind: 'problem', message });
  if (!/\.(txt|md)$/i.test(file.name)) return problem(`“${file.name}” is not a .txt or .md file. Choose one of those.`);
  if (file.size > draftLimits.contentBytes) {
    const limit = draftLimits.contentBytes.toLocaleString('en-US');
    return problem(`“${file.name}” is larger than ${limit} bytes. Split it into several files.`);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    return { kind: 'text', title: titleFrom(file.name, text), text };
  } catch (error) {
    // The decoder throws a TypeError; any other error means that the browser could not read the file.
    if (error instanceof TypeError) {
      return problem(`“${file.name}” is not UTF-8 text. Save it as UTF-8 and choose it again.`);
    }
    return problem(`“${file.name}” could not be read. Choose it again.`);
  }
}

/** The first Markdown heading or the file's name without its extension, cut to the length of a title. */
function titleFrom(name: string, text: string): string {
  const heading = /\.md$/i.test(name) ? /^#{1,6}[ \t]+(.+?)[ \t#]*$/m.exec(text)?.[1] : undefined;
  const title = heading ?? name.replace(/\.(txt|md)$/i, '');
  return [...title.trim()].slice(0, draftLimits.titleCharacters).join('').trim();
}
