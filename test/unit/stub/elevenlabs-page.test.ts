import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';

let stub: ElevenLabsStub;
beforeAll(async () => {
  stub = await startElevenLabsStub();
});
beforeEach(() => stub.reset());
afterAll(() => stub.stop());

const page = async (path = '/') => {
  const response = await fetch(`${stub.url}${path}`);
  return { status: response.status, headers: response.headers, html: await response.text() };
};

test('an empty knowledge base says how to add a document', async () => {
  const { html } = await page();
  expect(html).toContain('0 documents');
  expect(html).toContain('Add a document on the Reelsync page');
});

test('the page lists the documents, newest first, without a key', async () => {
  const older = stub.documents.add({ name: 'older one', text: '12345' });
  const newer = stub.documents.add({ name: 'newer one', text: '', agents: ['agent_1'] });
  const { html } = await page();
  expect(html).toContain('2 documents');
  expect(html.indexOf(newer.id)).toBeLessThan(html.indexOf(older.id));
  expect(html).toContain('used by agent_1');
  expect(html).toContain(`<time datetime="${new Date(older.createdAt).toISOString()}">`);
});

test('the page escapes names and texts, and its policy blocks scripts', async () => {
  const hostile = `<script>alert("1")</script>&'`;
  const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;';
  const { id } = stub.documents.add({ name: hostile, text: hostile, agents: [hostile] });
  for (const { html, headers } of [await page(), await page(`/documents/${id}`)]) {
    expect(html).not.toContain('<script');
    expect(html).toContain(escaped);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  }
});

test('each name links to the text, and page views are not counted as upstream requests', async () => {
  const { id } = stub.documents.add({ name: 'a name', text: 'its text' });
  expect((await page()).html).toContain(`href="/documents/${id}"`);
  expect((await page(`/documents/${id}`)).html).toContain('<pre>its text</pre>');
  expect((await page('/documents/none')).status).toBe(404);
  expect(stub.requests.counters().requests).toBe(0);
});
