/**
 * The region that every function runs in and that the page calls. The one place it is named
 * (decided: next to most thesession.org members; change it here before the first deployment).
 */
export const region = 'europe-west1';
