// What was handed in survives the end of the process; days later the page says what is late, and what was refused.
import { expect, test } from '@playwright/test';
import { inspect } from './support/inspect';
import { apply, confirmed } from './support/newborn';
import { be, goOn } from './support/people';
import { shot } from './support/pictures';
import { Portal } from './support/portal';
import { saying } from './support/words';

let portal: Portal;

test.beforeAll(async () => {
  portal = await Portal.fresh(`days-later-${test.info().project.name}`);
});

test.afterAll(async () => {
  await portal.end('SIGKILL');
});

test('a late office is named, and a refusal says what goes on without it', async ({ browser }) => {
  test.setTimeout(480_000);
  const context = await browser.newContext({ baseURL: portal.address });
  const page = await context.newPage();

  await portal.open('2026-03-06T09:00');
  const reference = await apply(page);
  await confirmed(page, reference);
  await portal.end('SIGKILL');

  await portal.open('2026-03-18T10:00');
  await be(page, 'mother');
  await page.goto(`/cases/${reference}`);
  await expect(page.locator('h1')).toContainText(saying('tracking-sentence-late-not-taken-up'));
  await inspect(page);
  await shot(page, 'tracking-late');

  await be(page, 'police-shapingba-1');
  await page.goto('/casework?list=overdue');
  await inspect(page);
  await shot(page, 'queue-overdue');
  await page.locator('table a', { hasText: reference }).first().click();
  await page.locator('button[value="take-up"]').click();
  const matter = new URL(page.url()).pathname;
  await page.locator('a[href$="/refusal"]').click();
  await inspect(page);
  await page.locator('button.warning').click();
  await expect(page).toHaveURL(/review$/);
  await inspect(page);
  await page.locator('input[name=reason]').first().check();
  await page.locator('textarea[name=text]').fill('户口簿上的地址与申报不一致，请携带户口簿到派出所核对。');
  await page.locator('button.warning').click();
  await inspect(page);

  await be(page, 'police-shapingba-2');
  await page.goto(matter);
  await page.locator('a[href$="/proposal"]').click();
  await inspect(page);
  await shot(page, 'proposal');
  await page.locator('button[value="confirm"]').click();
  await inspect(page);

  await be(page, 'mother');
  await page.goto(`/cases/${reference}`);
  await inspect(page);
  await shot(page, 'tracking-partly-refused');
  await page.goto(`/cases/${reference}/withdraw`);
  await inspect(page);
  await context.close();

  expect(await portal.end('SIGTERM'), 'SIGTERM ends it in good order').toBe(0);
  const { code, said } = await portal.ask('verify');
  expect(code, said).toBe(0);
});
