// The keyboard alone: Tab to a thing, and then a key.
import { expect, type Locator, type Page } from '@playwright/test';

/** Presses Tab until this element has the focus, and sees that the focus shows. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let steps = 0; steps < 120; steps += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      const outline = await wanted.evaluate((element) => parseFloat(getComputedStyle(element).outlineWidth));
      expect(outline, 'the focus shows').toBeGreaterThanOrEqual(2);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${wanted}`);
}

/** Tabs there, presses Enter, and waits until the page that this leads to is there: nobody tabs through one that is leaving. */
export async function enter(page: Page, wanted: Locator): Promise<void> {
  await tabTo(page, wanted);
  const opened = page.waitForEvent('domcontentloaded');
  await page.keyboard.press('Enter');
  await opened;
}
