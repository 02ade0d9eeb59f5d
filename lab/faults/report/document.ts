import type { MeasuredDocument } from '../../report/measured-document.ts';

export const reliability: MeasuredDocument = {
  path: 'docs/reliability.md',
  parts: [
    { name: 'simulation', title: 'Simulated schedules' },
    { name: 'planted', title: 'Planted bugs' },
    { name: 'standing', title: 'Named scenarios and hostile input' },
    { name: 'sizes', title: 'Memory at the largest sizes' },
    { name: 'mutation', title: 'Mutation testing' },
  ],
  head: `# Reliability

What Reelsync promises under faults, and how that is tested. Each section with a command is measured and written by it; no figure is edited by hand.

## Promises

Faults are: events that come twice, late, in any order or never; instances that die or freeze at any point; requests and replies that get lost or arrive late; failed and conflicting commits; and every answer that an upstream can give. Under all of them:

| knowledge | |
| --- | --- |
| every document comes to rest | completed or failed, with no lease and no work left. A lease ends after 5 min; a pending document waits at most 2 min for its event before the sweep takes it. No wait is longer than a day |
| a document fails for good only for a reason that occurred | or because faults used up its seven runs |
| a completed document has exactly one remote document, with its newest text | two can exist for 10 min after an ambiguous outcome. Exception: a document that was restored from an older backup after the event of its deletion was lost |
| a completed document is indexed with its newest text | with \`ELEVENLABS_RAG_MODEL\`, once ElevenLabs has indexed it; an answer about an earlier text is dropped |
| nothing is left of a deleted document | at ElevenLabs and in the ledger. Exception: a remote document that a person renamed, if its id is lost together with the event of the deletion |
| the known remote document of a deleted document is deleted at once | whatever else its removal waits for |
| documents of others are left alone | whatever their names |
| the budget of runs and attempts is kept | seven runs of three attempts. A run or a removal sends nothing after 90 s |
| an automatic retry never comes early | 1 min, 5 min, 30 min, 2 h, 6 h, 24 h after the first to the sixth run |
| each attempt is counted once | before it is sent |
| a run sends only while it holds the lease | which outlasts the run by every clock |
| a run looks for what it may have created before it creates again | at ElevenLabs, by its tag |
| only legal transitions are seen | those of the [reference](reference.md#statuses-and-transitions) |
| a run that has settled is told so | also when the reply to its commit was lost, unless the document was deleted meanwhile |
| a throttled instance sends nothing until its wait is over, and then one request | the others wait for its answer. The wait is what ElevenLabs asks for, at most a minute; without that it begins at 1 s and doubles up to a minute |
| a retry answers the final state | also when the reply to its commit was lost |

| tunebook and account | |
| --- | --- |
| one import runs at a time | for each user |
| progress never falls, and an end stays | within an import |
| a completed import has brought the whole tunebook | every tune that the tunebook lists |
| what the musician decided stays | learn status and notes of a tune that is there |
| the catalogue is written once | by the first import of a tune |
| an answer agrees with the progress document | in every count |
| an accepted cancel ends the import as cancelled | also when it is accepted late |
| nothing is left of a user who left | no tune, progress, profile or account |

## Tests

\`npm run simulate\` runs the functions' code against a Firestore and upstreams in memory, where a scheduler decides the order of every step. It checks each promise by its name, in 10 000 random schedules unless told otherwise; \`npm test\` runs a fixed set. A seed repeats its schedule exactly. The simulation assumes that

- ElevenLabs processes no request later than 6.5 minutes after it was sent: the 10 minutes until a verification, less the 90 s of a run and 2 minutes between two clocks;
- the clocks of two instances differ by at most 2 minutes;
- a listing lags, or a new document is not found by its id, for at most a minute.

Planted bugs measure what the simulation finds: each is a small change of the functions that breaks a promise. \`npm run test:mutation -- --planted\` looks for each from three base seeds that it draws.

The fault tests run the deployed functions in the local emulator, for what only real processes show: the process killed at each step, hostile input, and memory. Both upstream services are stubs on real sockets that keep state and can hold, delay, drop and refuse requests. After each scenario all faults end, every lease, retry, verification and removal is made due, the sweep runs, and the state is compared with what the clients wrote:

- Every existing document is completed.
- Each completed document has exactly one remote document, with the newest title and text. A deleted document has none, and there are no orphans.
- No lease is held, no work is pending, and no run or attempt exceeds its limit.
- Every listener saw legal transitions only.
- A collection contains what was there before and what the tunebook has. Learn statuses that the musician set are unchanged, the percentage never falls, and the counts are correct.
- The logs contain no key, header, token or document text.

## Security review

The attacker has any number of free accounts, keeps their ID tokens after a deletion, and calls REST and callables without the page; or controls names and texts at thesession.org or ElevenLabs. Attacked in tests: every collection and verb of the rules, with batches, transforms, offsets and collection groups; callables with wrong callers, roles, fields and sizes; deletions beside frozen and running imports; logs; hosting headers in a browser. Attacked by reading the code: calls in loops, text that becomes HTML, links, CSV or drafts, the commands, and what a build installs.

| found | severity | fixed by |
| --- | --- | --- |
| a list of the catalogue with a limit of 1 and a large \`offset\`, over REST, costs a read for each tune it skips | medium | the rules refuse offsets |
| \`grant-editor\` gave the role to the account that had registered an address first | high | it refuses unverified addresses, prints uid and providers, and lists all editors |
| \`findMembers\` let one account send requests to thesession.org without end, in the operator's name | medium | 30 searches a minute for a user, 120 for all |
| a token without a sign-in time would have passed as a recent sign-in | low | \`deleteMyData\` refuses it |
| a local secrets file would have been uploaded with the functions | low | it is ignored by git and by deployments |

Held: fields that only functions write, the index state included; delete and create in one commit; profiles and tunes after a deletion; the editor claim as anything but \`true\`; size and number of repeated keys in refusals; redirects, oversized answers and slow bodies of upstreams; text is rendered as text only, and formulas in CSV are quoted; emulators, stubs and page are told to listen on 127.0.0.1 only.

What remains, all low:

| remains | why it is low, and what to do |
| --- | --- |
| a former editor's ID token is valid for up to an hour | Firebase renews claims hourly; deploy rules that refuse the uid to end it sooner |
| an editor can cause requests to ElevenLabs in a loop | editors are trusted; questions and listings of agents take turns, one at a time |
| a user can import a large tunebook every 10 s after the last one ended | two instances with four requests each bound reads and requests; raise \`TUNEBOOK_COOLDOWN_SECONDS\` and set a budget |
| 40 accounts can occupy all imports, and 120 searches a minute all searches | others wait; member numbers work without a search. [App Check](operations.md#app-check) makes accounts costlier to misuse |
| large request bodies reach an instance before any check | the platform parses them; an instance that dies loses no work, since leases expire |
| the CSP allows \`*.cloudfunctions.net\` and \`*.firebaseapp.com\` | the project's own names are not known when it is written; scripts may not come from there |
| a user can delete the Auth account by REST and leave the data behind | only that user is affected; the operator deletes it ([how](operations.md#delete-a-users-data)) |
| packages for other platforms than Linux x64 have no checksum in the lock file | they are development tools; installation runs no scripts |
`,
};
