import { initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { pickFreePorts } from '../../../local/emulator/ports.ts';
import { type Stack, type StackOptions, startStack } from '../../../local/emulator/stack.ts';
import type { Params } from '../../../local/emulator/stage.ts';
import { projectId } from '../../../local/paths.ts';
import { keepEnvironment } from '../../kept-environment.ts';
import { type Pages, signIn } from './page.ts';
import { buildPage, servePage } from './stack.ts';

/** A stack and a page that only one test file uses. */
export interface OwnStack {
  readonly stack: Stack;
  /** Bypasses the rules. */
  readonly db: Firestore;
  /** Opens this stack's page and signs in. */
  openAs(email: string): Promise<Page>;
}

/** What differs from the shared stack. */
interface OwnStackOptions extends Pick<StackOptions, 'name' | 'elevenLabs'> {
  params: Params;
  /** The params that the page is built with. */
  pageParams: Params;
}

/** Starts a stack with a page for the tests of one file. `name` names its folder below `.tmp`. */
export function useOwnStack(pages: Pages, { pageParams, ...options }: OwnStackOptions): OwnStack {
  const { name, params } = options;
  let stack: Stack;
  let db: Firestore;
  let url: string;
  const cleanUps: (() => unknown)[] = [];

  beforeAll(async () => {
    cleanUps.push(keepEnvironment());
    const emulator = await pickFreePorts();
    stack = await startStack({ ...options, ports: { emulator, elevenLabs: 0, theSession: 0 } });
    cleanUps.push(stack.stop);
    // Starting a stack has pointed the Admin SDK at it.
    const app = initializeApp({ projectId }, name);
    db = getFirestore(app, params.FIRESTORE_DATABASE ?? '(default)');
    cleanUps.push(() => db.terminate());
    const page = await servePage(await buildPage(emulator, { name: `${name}-page`, params: pageParams }));
    cleanUps.push(page.stop);
    url = page.url;
  }, 180_000);
  afterAll(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  });

  return {
    get stack() {
      return stack;
    },
    get db() {
      return db;
    },
    async openAs(email) {
      const page = await pages.open();
      await page.goto(url);
      await signIn(page, email);
      return page;
    },
  };
}
