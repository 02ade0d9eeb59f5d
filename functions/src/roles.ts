/** The roles of the functions' service account. */
export const requiredRoles = [
  'roles/datastore.user',
  'roles/eventarc.eventReceiver',
  'roles/firebaseauth.admin',
  'roles/run.invoker',
  'roles/secretmanager.secretAccessor',
] as const;
