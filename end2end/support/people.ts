// Being one of the demo city's people.
import { expect, type Page } from '@playwright/test';

/** Signs out whoever is there, and becomes this demo person with one press. */
export async function be(page: Page, person: string): Promise<void> {
  await page.context().clearCookies({ name: /session/ });
  await page.goto('/sign-in');
  await page.locator('form', { has: page.locator(`input[name=person][value="${person}"]`) }).getByRole('button').click();
  await expect(page.locator('h1')).toBeVisible();
}
