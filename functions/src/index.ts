import { onDocumentCreated } from 'firebase-functions/firestore';
import { onCall } from 'firebase-functions/https';
export const ping = onCall({ region: 'europe-west1' }, (r) => ({
  echo: r.data,
  pid: process.pid,
  base: process.env.ELEVENLABS_BASE_URL,
}));
export const onK = onDocumentCreated({ document: 'knowledge/{id}', region: 'europe-west1' }, async (e) => {
  console.log('created', e.params.id);
  await e.data?.ref.update({ seen: true });
});
