import { mkdir } from 'node:fs/promises';
import { Timestamp } from 'firebase-admin/firestore';
import { type BrowserContext, chromium } from 'playwright-core';
import { paths } from '../../../functions/src/shared/paths.ts';
import { nextFreePort } from '../../../local/emulator/ports.ts';
import { demoPassword, demoUsers } from '../../../local/emulator/users.ts';
import { scratchRoot } from '../../../local/paths.ts';
import { browserArguments, findChromium } from '../../../test/e2e/harness/browser.ts';
import { buildPage } from '../../../test/e2e/harness/stack.ts';
import { table } from '../../report/markdown-table.ts';
import { type BenchStack, startBenchStack } from '../bench-stack.ts';
import type { Part } from '../part.ts';
import { type Figure, figureTable } from '../table.ts';
import { categories, type FormFactor, type Report, runLighthouse } from './lighthouse.ts';
import { serveCompressed } from './server.ts';

const formFactors: readonly FormFactor[] = ['mobile', 'desktop'];

/** One full page of the list. */
const documentCount = 25;

interface Judged {
  page: string;
  formFactor: FormFactor;
  report: Report;
}

/** How Lighthouse judges the built page, before and after sign-in. */
export const page: Part = {
  name: 'page',
  title: 'Page',
  async measure({ onProgress, quick }) {
    const stack = await startBenchStack('page');
    const folder = `${scratchRoot}/bench-page`;
    await mkdir(folder, { recursive: true });
    const served = await serveCompressed(await buildPage(stack.emulator.ports));
    const port = await nextFreePort();
    const browser = await openBrowser(port);
    const judged: Judged[] = [];
    const judge = async (page: string, url: string) => {
      for (const formFactor of quick ? formFactors.slice(0, 1) : formFactors) {
        const report = await runLighthouse(
          url,
          port,
          formFactor,
          `${folder}/${page.replaceAll(' ', '-')}-${formFactor}.json`,
        );
        judged.push({ page, formFactor, report });
        onProgress(`${page}, ${formFactor}: ${Object.values(report.scores).join(', ')}`);
      }
    };
    try {
      await judge('sign-in form', served.url);
      await writeDocuments(stack);
      await signIn(browser, served.url);
      await judge('document list', `${served.url}/#knowledge`);
    } finally {
      await browser.close();
      served.stop();
      await stack.stop();
    }
    return describe(judged);
  },
};

async function openBrowser(port: number): Promise<BrowserContext> {
  const { executablePath, env } = await findChromium();
  const args = [...browserArguments, `--remote-debugging-port=${port}`];
  return await chromium.launchPersistentContext('', { executablePath, args, env: { ...process.env, ...env } });
}

async function signIn(browser: BrowserContext, url: string): Promise<void> {
  const tab = await browser.newPage();
  await tab.goto(url);
  await tab.getByLabel('Email address').fill(demoUsers.editor.email);
  await tab.getByLabel('Password').fill(demoPassword);
  await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
  await tab.getByRole('article').first().waitFor();
  await tab.close();
}

/** Writes documents that no function works on. */
async function writeDocuments({ db }: BenchStack): Promise<void> {
  const batch = db.batch();
  const lease = { leaseOwner: 'another run', leaseExpiresAt: Timestamp.fromMillis(Date.now() + 3_600_000) };
  for (let place = 0; place < documentCount; place += 1) {
    const at = Timestamp.fromMillis(Date.now() - place * 60_000);
    batch.set(db.collection(paths.knowledge).doc(), {
      title: `Document ${place + 1}`,
      content: 'The session in the back room begins at nine. '.repeat(20),
      tags: ['hours'],
      createdBy: 'editor',
      createdAt: at,
      updatedAt: at,
      sync: { status: 'completed', ...lease },
    });
  }
  await batch.commit();
}

function describe(judged: readonly Judged[]): string {
  const figures = judged.flatMap(({ formFactor, page, report }) =>
    categories.map(
      (category): Figure => ({
        name: `${page}, ${formFactor}: ${category}`,
        how: 'Lighthouse on the built page, served compressed from this machine',
        measured: report.scores[category],
        unit: '',
        target: { of: 'figure', sense: 'at least', limit: 95 },
      }),
    ),
  );
  const failed = judged.map(({ formFactor, page, report }) => [
    page,
    formFactor,
    report.benchmarkIndex.toFixed(0),
    report.failed.join('; ') || 'none',
  ]);
  return `${figureTable(figures)}\n\n${table(['page', 'form factor', 'benchmark index', 'failed audits'], failed)}`;
}
