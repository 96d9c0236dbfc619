/** The roles of a token, lowest first; a higher one may do all that a lower one may. */
export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];
