import { htmlPage } from '../html-page.ts';
import { type Answer, jsonAnswer, type StubRequest } from '../http-message.ts';
import { refusedLookups } from './flawed-entries.ts';
import { searchMembers } from './member-search.ts';
import { type Tunebook, tunebookOf } from './members.ts';
import { findTune, type Tune, tuneUrl } from './tunes.ts';

/** Entries per page, from the API documentation. */
const defaultPerPage = 10;
const maximumPerPage = 50;

const searchPath = '/members/search';

/** The made-up contributor of every tune. */
const contributor = { id: 1, name: 'Anonymous', url: 'https://thesession.org/members/1' };
const contributedOn = '2001-05-17 18:42:03';

const messages: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  404: 'Not found',
  410: 'Gone',
  429: 'Too many requests',
  451: 'Unavailable for legal reasons',
  503: 'Service unavailable',
};

/** Answers one request. Errors, and requests without `format=json`, are answered in HTML. */
export function answerApi(request: StubRequest): Answer {
  if (request.method !== 'GET') return errorPage(404);
  const memberId = memberIdIn(request.path);
  const tuneId = /^\/tunes\/(\d+)$/.exec(request.path)?.[1];
  const isSearch = request.path === searchPath;
  if (!isSearch && memberId === null && tuneId === undefined) return errorPage(404);
  if (request.query.get('format') !== 'json') return htmlPage('The Session', '<p>Add format=json to get JSON.</p>');
  if (isSearch) return jsonAnswer(200, searchPage(request));
  return memberId === null ? answerTune(Number(tuneId)) : answerTunebook(memberId, request);
}

/** The requested page of a tunebook or a search; null for any other request. */
export function pageIn(request: StubRequest): number | null {
  const isList = request.path === searchPath || memberIdIn(request.path) !== null;
  return isList ? positive(request.query.get('page'), 1) : null;
}

/** An error as the service sends it, in HTML. */
export function errorPage(status: number, message = messages[status] ?? 'Something went wrong'): Answer {
  return htmlPage(message, '', status);
}

function memberIdIn(path: string): number | null {
  const id = /^\/members\/(\d+)\/tunebook$/.exec(path)?.[1];
  return id === undefined ? null : Number(id);
}

function answerTunebook(memberId: number, request: StubRequest): Answer {
  const tunebook = tunebookOf(memberId);
  switch (tunebook.state) {
    case 'unknown':
      return errorPage(404);
    case 'private':
      return errorPage(410);
    case 'open':
      return jsonAnswer(200, tunebookPage(memberId, tunebook, request));
  }
}

function tunebookPage(
  memberId: number,
  { name, total, entries }: Extract<Tunebook, { state: 'open' }>,
  request: StubRequest,
): unknown {
  const { start, perPage, ...list } = pageOf(request, total);
  return { ...list, member: { id: memberId, name, url: memberUrl(memberId) }, tunes: entries(start, perPage) };
}

function searchPage(request: StubRequest): unknown {
  const found = searchMembers(request.query.get('q') ?? '');
  const { start, perPage, ...list } = pageOf(request, found.length);
  const members = found.slice(start, start + perPage).map(({ id, name }) => ({ id, name, url: memberUrl(id) }));
  return { ...list, members };
}

/** The paging fields of a list, and the requested range of its entries. */
function pageOf(request: StubRequest, total: number) {
  const perPage = Math.min(positive(request.query.get('perpage'), defaultPerPage), maximumPerPage);
  const page = pageIn(request) ?? 1;
  const list = { format: 'json', perpage: String(perPage), pages: Math.ceil(total / perPage), page, total };
  return { ...list, start: (page - 1) * perPage, perPage };
}

function memberUrl(id: number): string {
  return `https://thesession.org/members/${id}`;
}

function answerTune(id: number): Answer {
  const tune = findTune(id);
  const refused = refusedLookups.get(id);
  if (refused !== undefined || tune === undefined) return errorPage(refused ?? 404);
  return jsonAnswer(200, fullTune(tune));
}

function fullTune({ id, name, type, url }: Tune): unknown {
  const setting = { id, url: `${tuneUrl(id)}#setting${id}`, key: 'Dmajor', abc: '|:d2fd:|' };
  return {
    format: 'json',
    id,
    name,
    url,
    member: contributor,
    date: contributedOn,
    type,
    tunebooks: 1,
    recordings: 0,
    collections: 0,
    aliases: [],
    settings: [{ ...setting, member: contributor, date: contributedOn }],
    comments: [],
  };
}

/** A positive integer from the query, else the default. */
function positive(value: string | null, defaultValue: number): number {
  return value !== null && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : defaultValue;
}
