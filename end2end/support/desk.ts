// What members of staff do over and over at their desk.
import { expect, type Page } from '@playwright/test';
import { goOn } from './people';

/** Opens the first matter of this case in one of the office's lists, as soon as there is one. */
export async function openMatter(page: Page, reference: string, list = 'to-take-up'): Promise<void> {
  const row = page.locator('table a', { hasText: reference }).first();
  await expect(async () => {
    await page.goto(`/casework?list=${list}`);
    await expect(row).toBeVisible({ timeout: 300 });
  }).toPass({ timeout: 15_000 });
  await row.click();
}

/** Takes up the matter that is open. */
export async function takeUp(page: Page): Promise<void> {
  await page.locator('.acts button[value="take-up"]').click();
  await expect(page.locator('a[href$="/decision"]')).toBeVisible();
}

/** Approves the matter that is open and held: first what will be written, then the press. */
export async function approve(page: Page): Promise<void> {
  await page.locator('a[href$="/decision"]').click();
  await goOn(page);
  await expect(page).not.toHaveURL(/decision/);
}
