/** The default region of the functions, close to most thesession.org members; the param FUNCTIONS_REGION names another. */
export const region = 'europe-west1';
