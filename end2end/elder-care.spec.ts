// An 82-year-old in 长辈版, without JavaScript: meals from the station, a bath at home that takes place, and what the carer
// and the street's desk see of it.
import { expect, test, type Page } from '@playwright/test';
import { inspect } from './support/inspect';
import { measure } from './support/elder';
import { be, goOn } from './support/people';
import { Portal } from './support/portal';

let portal: Portal | undefined;

test.afterEach(async () => {
  await portal?.end('SIGKILL');
  portal = undefined;
});

test('an 82-year-old orders meals and is visited', async ({ browser }) => {
  test.skip(test.info().project.use.javaScriptEnabled !== false, 'once is enough, and it is the one without JavaScript');
  test.setTimeout(300_000);
  portal = await Portal.fresh('elder-care');
  await portal.open('2026-03-06T09:00');
  const context = await browser.newContext({ baseURL: portal.address });
  const page = await context.newPage();
  await be(page, 'elder');
  await page.locator('.dress button[name=elder]').click();
  await expect(page.locator('html')).toHaveClass(/elder/);

  await test.step('meals', async () => {
    await order(page, 'meals', /./, {
      weekdays: async () => {
        for (const day of await page.locator('input[name=weekdays]').all()) await day.check();
      },
      start: async () => { await page.locator('select[name=start]').selectOption({ index: 1 }); },
      diet: async () => { await page.locator('input[name=diet]').first().check(); },
      allergies: async () => { await page.locator('input[name=allergies]').fill('花生'); },
    });
  });
  const meals = new URL(page.url()).pathname;

  await test.step('a bath at home, by a woman', async () => {
    await order(page, 'bathing', '安心', {
      carer: async () => { await page.locator('input[name=carer][value=woman]').check(); },
      slot: async () => { await page.locator('input[name=slot]').first().check(); },
    });
  });
  const bath = new URL(page.url()).pathname;

  await test.step('both stand under her orders', async () => {
    await page.goto('/care/orders');
    await inspect(page);
    await measure(page);
    await expect(page.locator(`main a[href="${meals}"]`)).toBeVisible();
    await expect(page.locator(`main a[href="${bath}"]`)).toBeVisible();
  });

  await test.step('the carer comes and goes', async () => {
    const [, when] = /(2026年3月\d+日.{1,8}\d+:\d\d)/.exec(await textOf(page, bath)) ?? [];
    expect(when, 'the page says when').toBeDefined();
    const [, day, hour] = /月(\d+)日.*?(\d+):/.exec(when)!;
    await portal!.end('SIGTERM');
    await portal!.open(`2026-03-${day.padStart(2, '0')}T${hour.padStart(2, '0')}:05`);
    await be(page, 'carer');
    await page.goto('/staff/visits');
    await inspect(page);
    await expect(page.locator('main')).toContainText('和平村3栋2-1');
    await page.locator('button[value=check-in]').first().click();
    await page.locator('button[value=check-out]').first().click();
    await expect(page.locator('main')).not.toContainText('和平村3栋2-1');
  });

  await test.step('she says that it took place', async () => {
    await be(page, 'elder');
    await page.goto(bath);
    await inspect(page);
    await page.locator('button[value=confirm]').click();
    await expect(page.locator('button[value=confirm]')).toHaveCount(0);
  });
  await context.close();
});

/** Finds who is near and is called so, and answers one question a page until the order stands. */
async function order(page: Page, service: string, from: string | RegExp, answers: Record<string, () => Promise<void>>): Promise<void> {
  await page.goto('/care');
  await measure(page);
  await chooseStreet(page);
  await goOn(page);
  await measure(page);
  await page.locator('select[name=service]').selectOption(service);
  await goOn(page);
  await measure(page);
  const provider = page.locator('.case-list h3 a', { hasText: from }).first();
  for (let pages = 0; pages < 40 && !(await provider.isVisible()); pages += 1) {
    await page.locator('main a[rel=next]').click();
  }
  await provider.click();
  await page.locator(`main a[href$="/order/${service}"]`).click();
  const everywhere: Record<string, () => Promise<void>> = {
    ...answers,
    street: () => chooseStreet(page),
    address: async () => { await page.locator('input[name=address]').fill('和平村3栋2-1'); },
    phone: async () => { await page.locator('input[name=phone]').fill('023-61230000'); },
  };
  for (let questions = 0; questions < 12 && !page.url().endsWith('/check'); questions += 1) {
    const names = await page.locator('main form :is(input:not([type=hidden]), select, textarea)').evaluateAll(
      (fields) => [...new Set(fields.map((field) => (field as HTMLInputElement).name))],
    );
    expect.soft(names, 'one question a page').toHaveLength(1);
    await measure(page);
    await everywhere[names[0]]?.();
    await goOn(page);
  }
  await inspect(page);
  await measure(page);
  await goOn(page);
  await expect(page).toHaveURL(/\/care\/orders\/[A-Z]{2}-/);
  await measure(page);
}

/** The first street of her district. */
async function chooseStreet(page: Page): Promise<void> {
  const street = page.locator('select[name=street] option', { hasText: '沙坪坝' }).first();
  await page.locator('select[name=street]').selectOption((await street.getAttribute('value'))!);
}

async function textOf(page: Page, path: string): Promise<string> {
  await page.goto(path);
  return page.locator('main').innerText();
}
