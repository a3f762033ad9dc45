// The parents' own steps, for tests that are about what comes after them.
import { expect, type Page } from '@playwright/test';
import { at, be, goOn } from './people';

/** Nobody's, with the right check digit. */
const ACCOUNT = '6217003860001234564';

/**
 * Answers everything between the known values and the check with the least that can be typed, looking at each page;
 * how many fields that was.
 */
export async function answerQuestions(page: Page, look: (page: Page) => Promise<void>): Promise<number> {
  let typed = 0;
  await expect(page).toHaveURL(/matters$/);
  await look(page);
  await goOn(page);
  await expect(page).toHaveURL(/household$/);
  await look(page);
  await page.locator('input[name=whose][value=mine]').check();
  await goOn(page);
  while (!at(page).endsWith('check')) {
    const question = at(page);
    await look(page);
    for (const [name, value] of [['bank', '重庆银行'], ['account', ACCOUNT]]) {
      const field = page.locator(`main input[name="${name}"]`);
      if (await field.count() > 0) {
        await field.fill(value);
        typed += 1;
      }
    }
    await goOn(page);
    expect(at(page), 'a question that is answered leads on').not.toBe(question);
  }
  return typed;
}

/** The standard family's application, handed in by the mother; its reference. */
export async function apply(page: Page): Promise<string> {
  await be(page, 'mother');
  await page.goto('/newborn');
  await goOn(page);
  await goOn(page);
  await goOn(page);
  await answerQuestions(page, async () => {});
  await page.locator('input[name=declared]').check();
  await goOn(page);
  await expect(page).toHaveURL(/receipt$/);
  return at(page).split('/')[2];
}

/** The mother asks the other parent, who confirms. */
export async function confirmed(page: Page, reference: string): Promise<void> {
  await page.goto(`/cases/${reference}/confirmation`);
  await goOn(page);
  const link = (await page.locator('.as-typed').first().innerText()).trim();
  await be(page, 'father');
  await page.goto(new URL(link).pathname);
  await page.locator('input[name=agree]').check();
  await goOn(page);
}
