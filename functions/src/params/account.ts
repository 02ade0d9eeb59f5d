import { defineBoolean } from 'firebase-functions/params';

export const deleteAccounts = defineBoolean('DELETE_ACCOUNT', {
  default: false,
  description:
    'Whether users who delete their data also lose their profile document and Auth account. False: only what Reelsync wrote.',
});
