// What anybody meets before being known.
import { expect, test } from '@playwright/test';
import { inspect, LARGEST_FIRST_VIEW, weigh } from './support/inspect';
import { shot } from './support/pictures';

const FIRST_PAGES = ['/', '/sign-in', '/staff/sign-in', '/no-such-page'];

for (const path of FIRST_PAGES) {
  test(`${path} is open to everybody`, async ({ page }) => {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(path === '/no-such-page' ? 404 : 200);
    await inspect(page);
  });

  test(`${path} is light`, async ({ page }) => {
    expect(await weigh(page, path)).toBeLessThanOrEqual(LARGEST_FIRST_VIEW);
  });
}

test('every first page has a title of its own', async ({ page }) => {
  const titles: string[] = [];
  for (const path of FIRST_PAGES) {
    await page.goto(path);
    titles.push(await page.title());
  }
  expect(new Set(titles).size, titles.join(', ')).toBe(titles.length);
});

test('home has a picture', async ({ page }) => {
  await page.goto('/');
  await shot(page, 'home');
});
