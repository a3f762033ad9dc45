// Being one of the demo city's people, and what everybody does on every page.
import { expect, type Page } from '@playwright/test';

/** Becomes this demo person with one press, whoever was there before. */
export async function be(page: Page, person: string): Promise<void> {
  const cookies = await page.context().cookies();
  const preferences = cookies.filter(({ name }) => ['language', 'theme', 'text-size', 'elder'].includes(name));
  await page.context().clearCookies();
  await page.context().addCookies(preferences);
  await page.goto('/sign-in');
  const button = page.locator(`button[name=person][value="${person}"]`);
  // The rarer situations are folded away.
  if (!(await button.isVisible())) await page.locator('details', { has: button }).locator('summary').click();
  await button.click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Presses the page's primary button, or follows the link that is dressed as one. */
export async function goOn(page: Page): Promise<void> {
  await page.locator('main .button.primary').first().click();
}

/** The path of the page that is open. */
export function at(page: Page): string {
  return new URL(page.url()).pathname;
}
