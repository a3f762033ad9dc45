// The pictures in the documents are made by the tests, so that they never show what is no longer there.
import { test, type Page } from '@playwright/test';
import path from 'node:path';

/** Keeps a picture of the whole page as docs/pictures/<name>-<phone|desktop>.png, when SCREENSHOTS=1 asks for it. */
export async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS !== '1') {
    return;
  }
  const device = test.info().project.name.includes('phone') ? 'phone' : 'desktop';
  await page.screenshot({
    path: path.join(__dirname, '../../docs/pictures', `${name}-${device}.png`),
    fullPage: true,
    animations: 'disabled',
  });
}
