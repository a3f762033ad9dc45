// The first pages with the keyboard alone: Tab, Enter, Space and arrows.
import { expect, test } from '@playwright/test';
import { tabTo } from './support/keys';
import { apply, confirmed } from './support/newborn';
import { at, be } from './support/people';
import { Portal } from './support/portal';
import { say } from './support/words';

test('the keyboard leads past the frame', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('Tab');
  const skip = page.locator('a[href="#main"]');
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
});

test('the keyboard leads from home to the check and its answer', async ({ page }) => {
  await page.goto('/');
  await tabTo(page, page.getByRole('link', { name: say('home-newborn') }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/newborn$/);

  await tabTo(page, page.getByRole('link', { name: say('check-first') }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/eligibility$/);

  // Nothing chosen: the summary is there, and its link leads to the first answer.
  await tabTo(page, page.locator('main button.primary'));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/eligibility\?review$/);
  await tabTo(page, page.locator('main .error-summary a').first());
  await page.keyboard.press('Enter');
  await expect(page.locator('input[name=answer]').first()).toBeFocused();

  for (let question = 0; question < 3; question += 1) {
    const before = at(page);
    await tabTo(page, page.locator('input[name=answer]').first());
    await page.keyboard.press('Space');
    await tabTo(page, page.locator('main button.primary'));
    await page.keyboard.press('Enter');
    await expect(page).not.toHaveURL(new RegExp(`${before}$`));
  }
  await expect(page).toHaveURL(/eligibility\/yes/);
});

test('the keyboard leads through a list, a matter, its decision and back', async ({ browser }) => {
  test.setTimeout(240_000);
  // A portal of its own: in the others' a matter may be taken up by another test.
  const portal = await Portal.fresh(`keyboard-${test.info().project.name}`);
  await portal.open('2026-03-06T09:00');
  const context = await browser.newContext({ baseURL: portal.address });
  const page = await context.newPage();
  await confirmed(page, await apply(page));

  await be(page, 'police-shapingba-1');
  await page.goto('/casework?list=to-take-up');
  await tabTo(page, page.locator('nav.queue-lists a[aria-current]'));
  await tabTo(page, page.locator('#queue-caption ~ tbody th a').first());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/casework\/[A-Z]+-/);
  const matter = at(page);

  await tabTo(page, page.locator('main button[value=take-up]').first());
  await page.keyboard.press('Enter');
  await expect(page.locator('main button[value=put-back]')).toBeVisible();
  await tabTo(page, page.locator(`main a[href="${matter}/decision"]`));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/decision$/);
  await tabTo(page, page.locator('main button.primary'));
  await tabTo(page, page.locator(`main a[href="${matter}"]`).first());
  await page.keyboard.press('Enter');

  await tabTo(page, page.locator('main button[value=put-back]'));
  await page.keyboard.press('Enter');
  await expect(page.locator('main button[value=take-up]').first()).toBeVisible();
  await context.close();
  await portal.end('SIGKILL');
});

test('whoever tabs on comes back to the first thing', async ({ page }) => {
  await page.goto('/sign-in');
  await page.keyboard.press('Tab');
  const first = page.locator('a[href="#main"]');
  await expect(first).toBeFocused();
  const most = await page.locator('a, button, input, select, textarea, summary').count() + 5;
  let steps = 0;
  do {
    await page.keyboard.press('Tab');
    steps += 1;
  } while (steps < most && !await first.evaluate((element) => element === document.activeElement));
  expect(steps, 'nothing holds the keyboard').toBeLessThan(most);
});
