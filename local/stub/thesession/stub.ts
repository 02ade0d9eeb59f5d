import { escapeHtml, htmlPage, htmlTable } from '../html-page.ts';
import type { Answer } from '../http-message.ts';
import { type Stub, type StubOptions, startStub } from '../stub.ts';
import { answerApi, errorPage, pageIn } from './api.ts';
import { type DemoMember, demoMembers } from './demo-members.ts';

/**
 * Starts a stub of thesession.org on 127.0.0.1. Its members are demoMembers, which `GET /` lists, and
 * those of memberOf. They never change.
 *
 * @throws PortTakenError when the port is in use.
 */
export async function startTheSessionStub(options: StubOptions = {}): Promise<Stub> {
  return await startStub(
    {
      describe: (request) => ({ names: [], page: pageIn(request) }),
      process: answerApi,
      errorAnswer: ({ status, message }) => errorPage(status, message),
      tooManyAnswer: () => errorPage(429),
      page({ method, path }) {
        if (method === 'GET' && path === '/favicon.ico') return htmlPage('Not found', '', 404);
        return method === 'GET' && path === '/' ? indexPage() : null;
      },
      control: () => null,
      state: () => ({ members: demoMembers }),
      reset() {},
    },
    options,
  );
}

function indexPage(): Answer {
  const row = ({ id, name, description }: DemoMember) =>
    `<tr><td><a href="/members/${id}/tunebook?format=json&amp;perpage=50">${id}</a></td><td>${escapeHtml(name)}</td><td>${escapeHtml(description)}</td></tr>`;
  return htmlPage(
    'thesession.org (stub)',
    `<p>This local stub of thesession.org has made-up members and tunebooks. Enter one of these member ids on the
      Reelsync page. Nothing is requested from thesession.org.</p>
    ${htmlTable('<th>Member id</th><th>Name</th><th>Has</th>', demoMembers.map(row))}`,
  );
}
