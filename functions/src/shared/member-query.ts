/** The shortest and longest query of `findMembers`, in characters. */
export const memberQueryLimits = { shortest: 2, longest: 100 } as const;
