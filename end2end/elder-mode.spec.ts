// 长辈版, measured: no text below 22 px, nothing to press below 60 px, somebody to call at the same place on every page,
// one decision a page; turned on with one press, and kept with the account.
import { expect, test, type Page } from '@playwright/test';
import { measure } from './support/elder';
import { inspect } from './support/inspect';
import { apply } from './support/newborn';
import { be, goOn } from './support/people';
import { Portal } from './support/portal';

const OPEN_TO_EVERYBODY = [
  '/', '/search?q=关怀版', '/newborn', '/newborn/eligibility?review', '/old-age-allowance', '/look-up?review', '/sign-in',
  '/register', '/settings', '/settings?part=1', '/cookies', '/accessibility', '/about', '/no-such-page',
  '/care', '/care?street=500106001', '/care?street=500106001&service=meals', '/benefits', '/postings', '/elder-assessment',
];

let portal: Portal | undefined;

test.afterEach(async () => {
  await portal?.end('SIGKILL');
  portal = undefined;
});

test('every page says who can be called, in letters and targets that are large enough', async ({ page, context, baseURL }) => {
  test.setTimeout(180_000);
  await context.addCookies([{ name: 'elder', value: 'yes', url: baseURL! }]);
  for (const path of OPEN_TO_EVERYBODY) {
    await page.goto(path);
    await measure(page);
  }
  await page.goto('/');
  await inspect(page);
  await page.goto('/settings');
  await inspect(page);
});

test('an old person finds 长辈版, signs in, and it stays', async ({ browser }) => {
  test.setTimeout(240_000);
  portal = await Portal.fresh(`elder-${test.info().project.name}`);
  await portal.open('2026-03-06T09:00');
  const context = await browser.newContext({ baseURL: portal.address });
  const page = await context.newPage();
  for (const words of ['长辈版', '关怀版', '关爱版', '亲情版', 'elder mode']) {
    await page.goto(`/search?q=${words}`);
    await expect(page.locator('.services a').first(), words).toHaveAttribute('href', '/settings');
  }
  await page.locator('.services a').first().click();
  await be(page, 'elder');
  await page.locator('.dress button[name=elder]').click();
  await expect(page.locator('html')).toHaveClass(/elder/);

  // Whom to call stands at the same place, and the way out, too.
  const places = new Set<string>();
  for (const path of ['/', '/cases', '/notices', '/account', '/account/notices', '/old-age-allowance', '/settings']) {
    await page.goto(path);
    await measure(page);
    const call = await page.locator('.call a').boundingBox();
    places.add(`${Math.round(call!.x)} ${Math.round(call!.y)}`);
  }
  expect([...places], 'the same place on every page').toHaveLength(1);

  // What older people come for.
  for (const path of [
    '/care', '/care/orders', '/contacts', '/benefits', '/benefits/mine', '/benefits/offers', '/findings', '/allowances', '/acting-for',
    '/who-may-act', '/calls',
  ]) {
    await page.goto(path);
    await measure(page);
  }
  for (const path of ['/contacts?part=1', '/acting-for/ask', '/who-may-act/telling']) {
    await page.goto(path);
    await onlyOne(page);
  }

  // One decision a page, up to the check.
  await page.goto('/old-age-allowance');
  await goOn(page);
  await measure(page);
  await goOn(page);
  await measure(page);
  await goOn(page);
  await expect(page).toHaveURL(/old-age-allowance\/elder$/);
  await onlyOne(page);
  await page.locator('input[name=owner]').fill('王秀英');
  await goOn(page);
  await onlyOne(page);
  await page.locator('input[name=bank]').fill('重庆银行');
  await goOn(page);
  await onlyOne(page);
  await page.locator('input[name=account]').fill('12');
  await goOn(page);
  await expect(page.locator('.error-summary'), 'what is wrong is said where it is').toBeVisible();
  await onlyOne(page);
  await page.locator('input[name=account]').fill('6217003860001234564');
  await goOn(page);
  await expect(page).toHaveURL(/check/);
  await measure(page);
  await inspect(page);

  // Another device knows it by the account; signing out changes nothing there.
  const other = await (await browser.newContext({ baseURL: portal.address })).newPage();
  await be(other, 'elder');
  await expect(other.locator('html')).toHaveClass(/elder/);
  await other.locator('form[action="/sign-out"] button').click();
  await other.goto('/sign-in');
  await expect(other.locator('html')).toHaveClass(/elder/);

  // A mother's case in the same dress.
  await other.context().clearCookies({ name: 'elder' });
  const reference = await apply(other);
  await other.context().addCookies([{ name: 'elder', value: 'yes', url: portal.address }]);
  for (const path of ['receipt', 'confirmation', 'counter', 'complaint', 'withdraw', '']) {
    await other.goto(`/cases/${reference}/${path}`.replace(/\/$/, ''));
    await measure(other);
  }
  await other.goto(`/cases/${reference}/complaint`);
  await onlyOne(other);
  await context.close();
  await other.context().close();
});

/** One question to answer: a field, or the options of one. */
async function onlyOne(page: Page): Promise<void> {
  await measure(page);
  const names = await page.locator('main form :is(input:not([type=hidden]), select, textarea)').evaluateAll(
    (fields) => fields.map((field) => (field as HTMLInputElement).name),
  );
  expect.soft(new Set(names).size, `${page.url()} asks for ${names}`).toBe(1);
}
