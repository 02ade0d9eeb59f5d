/** The region of every function, close to most thesession.org members. Change it before the first deployment. */
export const region = 'europe-west1';
