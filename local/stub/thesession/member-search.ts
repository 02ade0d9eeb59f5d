import { demoMembers } from './demo-members.ts';
import { memberOf } from './members.ts';

export interface FoundMember {
  id: number;
  name: string;
}

/** Generated members that a search can find, enough for several pages. */
const generatedMembers = 60;

const searchable: readonly FoundMember[] = [
  ...demoMembers.map(({ id, name }) => ({ id, name })),
  ...Array.from({ length: generatedMembers }, (_, index) => ({
    id: memberOf(index + 1),
    name: `Member Of ${index + 1}`,
  })),
];

/** The members whose name contains a text, ignoring case and accents. None for an empty text. */
export function searchMembers(text: string): readonly FoundMember[] {
  const wanted = simplified(text.trim());
  return wanted === '' ? [] : searchable.filter(({ name }) => simplified(name).includes(wanted));
}

function simplified(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();
}
