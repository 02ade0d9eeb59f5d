import { describe, expect, inject, test } from 'vitest';
import { demoUsers } from '../../local/emulator/users.ts';
import { hostingHeaders } from './harness/hosting.ts';
import { useBrowser } from './harness/page.ts';

const pages = useBrowser();

describe('the hosting headers', () => {
  test('allow no inline script, no foreign frame around the page, and no stale HTML', () => {
    const headers = hostingHeaders('/');
    const policy = headers.get('Content-Security-Policy') ?? '';
    const directives = new Map(policy.split('; ').map((directive) => [directive.split(' ')[0], directive]));
    expect(directives.get('default-src')).toBe("default-src 'none'");
    expect(directives.get('script-src')).toContain("'self'");
    expect(policy).not.toContain('unsafe');
    expect(directives.get('frame-ancestors')).toBe("frame-ancestors 'none'");
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin-allow-popups');
    expect(headers.get('Permissions-Policy')).toContain('camera=()');
    expect(headers.get('Cache-Control')).toBe('no-cache');
  });

  test('are the same for / and /index.html', () => {
    expect(hostingHeaders('/index.html')).toEqual(hostingHeaders('/'));
  });

  test('keep hashed assets for a year', () => {
    expect(hostingHeaders('/assets/index-abc.js').get('Cache-Control')).toContain('immutable');
  });

  test('are those that the browser gets in these tests', async () => {
    const served = await fetch(inject('pageUrl'));
    expect(served.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(served.headers.get('cache-control')).toBe('no-cache');
  });
});

test('a page whose parts are gone after a deployment says so and loads the new version', async () => {
  const page = await pages.open();
  await page.route('**/assets/signed-in-*.js', (route) => route.fulfill({ status: 404 }));
  await page.route(/\/$/, async (route) => {
    const html = await (await route.fetch()).text();
    return route.fulfill({
      contentType: 'text/html',
      body: html.replace(/assets\/index-[^"]+\.js/, 'assets/index-newer.js'),
    });
  });
  const reloaded = page.waitForEvent('load');
  await page.getByTestId('demo-accounts').getByRole('button', { name: demoUsers.player.email }).click();
  await page.getByText('Reelsync was updated. The page reloads now').waitFor();
  await page.unroute('**/assets/signed-in-*.js');
  await page.unroute(/\/$/);
  await reloaded;
  await page.getByTestId('account').waitFor();
});
