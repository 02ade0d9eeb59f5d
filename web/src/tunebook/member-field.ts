/** The parsed member field. */
export type MemberField = { kind: 'empty' } | { kind: 'member'; id: number } | { kind: 'problem'; message: string };

/** A profile address, with or without protocol, `www.`, a longer path and a query. */
const profileAddress = /^(?:https?:\/\/)?(?:www\.)?thesession\.org\/members\/(\d+)(?:[/?#].*)?$/i;

const anyAddress = /^(?:https?:\/\/|www\.|thesession\.org)/i;

/** Parses a member id or the address of a thesession.org profile. */
export function readMemberField(text: string): MemberField {
  const typed = text.trim();
  if (typed === '') return { kind: 'empty' };
  const digits = /^\d+$/.test(typed) ? typed : profileAddress.exec(typed)?.[1];
  if (digits !== undefined) return memberFrom(digits);
  if (!anyAddress.test(typed)) {
    return problem('Write the member’s number, or copy the address of the profile: https://thesession.org/members/…');
  }
  if (/^(?:https?:\/\/)?(?:www\.)?thesession\.org\//i.test(typed)) {
    return problem(
      'This is not a member’s profile. Its address begins with https://thesession.org/members/ and a number.',
    );
  }
  return problem('This address is not at thesession.org. Copy the address of the profile from there.');
}

function memberFrom(digits: string): MemberField {
  const id = Number(digits);
  if (id === 0) return problem('Member numbers begin at 1.');
  if (!Number.isSafeInteger(id))
    return problem('This number is too large for a member. Copy it from the profile again.');
  return { kind: 'member', id };
}

function problem(message: string): MemberField {
  return { kind: 'problem', message };
}
