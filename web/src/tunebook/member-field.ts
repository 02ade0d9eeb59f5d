/** The parsed member field. */
export type MemberField =
  | { kind: 'empty' }
  | { kind: 'member'; id: number }
  | { kind: 'name'; name: string }
  | { kind: 'problem'; message: string };

/** A profile address, with or without protocol, `www.`, a longer path and a query. */
const profileAddress = /^(?:https?:\/\/)?(?:www\.)?thesession\.org\/members\/(\d+)(?:[/?#].*)?$/i;

const anyAddress = /^(?:https?:\/\/|www\.|thesession\.org)/i;

/** Parses a member's number, the address of a thesession.org profile, or a name. */
export function readMemberField(text: string): MemberField {
  const typed = text.trim();
  if (typed === '') return { kind: 'empty' };
  const digits = /^\d+$/.test(typed) ? typed : profileAddress.exec(typed)?.[1];
  if (digits !== undefined) return memberFrom(digits);
  if (/^[-+.]?\d+([.,e]\d*)*$/i.test(typed)) return problem('A member number is a whole number, such as 1234.');
  if (!anyAddress.test(typed)) return { kind: 'name', name: typed };
  if (/^(?:https?:\/\/)?(?:www\.)?thesession\.org\//i.test(typed)) {
    return problem('This is not a member profile. Paste an address like https://thesession.org/members/1234.');
  }
  return problem('This address is not at thesession.org. Paste the address of a profile there.');
}

function memberFrom(digits: string): MemberField {
  const id = Number(digits);
  if (id === 0) return problem('Member numbers begin at 1.');
  if (!Number.isSafeInteger(id)) return problem('This number is too large. Copy it from the profile again.');
  return { kind: 'member', id };
}

function problem(message: string): MemberField {
  return { kind: 'problem', message };
}
