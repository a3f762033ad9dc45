// The whole journey of the standard family: parent, other parent, four offices, parent again.
import { expect, test, type Page } from '@playwright/test';
import { inspect, isLight, sheets } from './support/inspect';
import { answerQuestions } from './support/newborn';
import { at, be, goOn } from './support/people';
import { shot } from './support/pictures';
import { say, saying } from './support/words';

const MOST_TYPED_FIELDS = 12;

test('a parent applies once, and every office does its part', async ({ page }) => {
  test.setTimeout(600_000);
  let reference = '';
  let code = '';
  let invitation = '';

  await test.step('a parent applies', async () => {
    await be(page, 'mother');
    await page.goto('/');
    await page.getByRole('link', { name: say('home-newborn') }).click();
    await expect(page).toHaveURL(/\/newborn$/);
    await inspectFirstView(page);
    await shot(page, 'guide');
    await goOn(page);

    await expect(page).toHaveURL(/leave$/);
    await inspectFirstView(page);
    await shot(page, 'leave');
    await goOn(page);

    await expect(page).toHaveURL(/known$/);
    await inspectFirstView(page);
    await shot(page, 'known');
    await goOn(page);

    const typed = await answerQuestions(page, inspectFirstView);
    expect(typed, 'typed fields').toBeLessThanOrEqual(MOST_TYPED_FIELDS);
    test.info().annotations.push({ type: 'typed fields', description: String(typed) });

    await inspectFirstView(page);
    await shot(page, 'check');
    await goOn(page);
    await expectFaults(page, /check\?review$/);
    await page.locator('input[name=declared]').check();
    await goOn(page);

    await expect(page).toHaveURL(/\/cases\/NB-[^/]+\/receipt$/);
    await inspectFirstView(page);
    await shot(page, 'receipt');
    reference = at(page).split('/')[2];
    const line = await page.getByText(saying('tracking-receipt-code')).first().innerText();
    code = /\d{6}/.exec(line)![0];

    // Pressed once more after going back: the same receipt, not a second case.
    await page.goBack();
    await page.locator('input[name=declared]').check();
    await goOn(page);
    await expect(page).toHaveURL(`/cases/${reference}/receipt`);
  });

  await test.step('the parent passes the link on', async () => {
    await page.goto(`/cases/${reference}`);
    await inspect(page);
    await page.goto(`/cases/${reference}/counter`);
    await inspect(page);
    await page.goto(`/cases/${reference}/confirmation`);
    await inspect(page);
    await goOn(page);
    await inspect(page);
    invitation = new URL((await page.locator('.as-typed').first().innerText()).trim()).pathname;
    await page.goto(`/cases/${reference}`);
    await inspectFirstView(page);
    await shot(page, 'tracking-other-parent');
  });

  await test.step('a stranger opens the link in vain', async () => {
    await be(page, 'elder');
    const answer = await page.goto(invitation);
    expect(answer?.status()).toBe(404);
    await inspect(page);
  });

  await test.step('the other parent confirms', async () => {
    await be(page, 'father');
    await page.goto(invitation);
    await inspectFirstView(page);
    await shot(page, 'invitation');
    await goOn(page);
    await expectFaults(page, /\?review$/);
    await page.locator('input[name=agree]').check();
    await goOn(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(say('tracking-invitation-confirmed-title'));
    await inspect(page);
  });

  await test.step('the police station registers the child', async () => {
    await be(page, 'police-shapingba-1');
    await expect(page).toHaveURL(/\/casework/);
    await inspect(page);
    await shot(page, 'queue');
    await openFirst(page, reference);
    await inspect(page);
    await takeUp(page);
    await inspect(page);
    await shot(page, 'case-page');
    await approve(page);
  });

  await test.step('the insurance bureau asks the parent', async () => {
    await be(page, 'insurance-shapingba');
    await openFirst(page, reference, { canAsk: true });
    await page.locator('a[href$="/question"]').click();
    await inspect(page);
    await goOn(page);
    await expectFaults(page, /question\?review$/);
    await page.locator('textarea[name=question]').fill('费用清单上的出院日期是哪一天？');
    await page.locator('input[name="answer-by-year"]').fill('2026');
    await page.locator('input[name="answer-by-month"]').fill('3');
    await page.locator('input[name="answer-by-day"]').fill('20');
    await goOn(page);
    await inspect(page);
  });

  await test.step('the parent answers', async () => {
    await be(page, 'mother');
    await page.goto('/');
    await inspectFirstView(page);
    await shot(page, 'home-waiting');
    await page.goto(`/cases/${reference}`);
    await inspectFirstView(page);
    await shot(page, 'tracking-your-turn');
    await goOn(page);
    await inspect(page);
    await goOn(page);
    await expectFaults(page, /\?review$/);
    await page.locator('textarea[name=answer]').fill('三月五日。');
    await goOn(page);
    await inspectFirstView(page);
    await shot(page, 'tracking-under-way');
    expect(await sheets(page), 'sheets of A4').toBe(1);
  });

  for (const member of ['insurance-shapingba', 'social-shapingba', 'health-shapingba']) {
    await test.step(`${member} does its part`, async () => {
      await be(page, member);
      await approveAll(page, reference);
    });
  }

  await test.step('a second person agrees with what is paid out', async () => {
    await be(page, 'insurance-shapingba-lead');
    await agreeAll(page, reference);
  });

  await test.step('the parent does what happens elsewhere, and everything is done', async () => {
    await be(page, 'mother');
    await page.goto(`/cases/${reference}`);
    for (let left = await page.locator('a[href*="/done/"]').count(); left > 0; left -= 1) {
      await page.locator('a[href*="/done/"]').first().click();
      await inspect(page);
      await goOn(page);
      await expectFaults(page, /\?review$/);
      await page.locator('input[name="when-year"]').fill('2026');
      await page.locator('input[name="when-month"]').fill('3');
      await page.locator('input[name="when-day"]').fill('6');
      await goOn(page);
      await page.goto(`/cases/${reference}`);
    }
    await inspectFirstView(page);
    await shot(page, 'tracking-done');
    await expect(page.locator('h1')).toContainText(saying('tracking-sentence-done'));
  });

  await test.step('a third person looks progress up', async () => {
    await page.context().clearCookies({ name: /session/ });
    await page.goto('/look-up');
    await inspect(page);
    await goOn(page);
    await expectFaults(page, /review/);
    await page.locator('input[name=reference]').fill(reference);
    await page.locator('input[name=code]').fill(code);
    await goOn(page);
    await inspect(page);
    await expect(page.locator('main')).not.toContainText('林晓燕');
    await expect(page.locator('main')).not.toContainText('张思齐');
  });
});

/** A page for citizens, as whoever opens it first has it. */
async function inspectFirstView(page: Page): Promise<void> {
  await inspect(page);
  await isLight(page);
}

/** The page says what is wrong: in its address, its title and beside the field. */
async function expectFaults(page: Page, address: RegExp): Promise<void> {
  await expect(page).toHaveURL(address);
  expect(await page.title()).toContain(say('error-prefix'));
  await inspect(page);
}

/** Opens the first matter of this case that waits to be taken up; with `canAsk` the first whose applicant may be asked. */
async function openFirst(page: Page, reference: string, { canAsk = false } = {}): Promise<void> {
  const rows = page.locator('#queue a, table a', { hasText: reference });
  await expect(async () => {
    await page.goto('/casework');
    expect(await rows.count()).toBeGreaterThan(0);
  }).toPass();
  if (!canAsk) {
    await rows.first().click();
    return;
  }
  for (let index = 0; index < await rows.count(); index += 1) {
    await rows.nth(index).click();
    await takeUp(page);
    if (await page.locator('a[href$="/question"]').count() > 0) {
      return;
    }
    await page.locator('button[value="put-back"]').click();
    await page.goto('/casework');
  }
  throw new Error('no matter of this office lets it ask');
}

async function takeUp(page: Page): Promise<void> {
  await page.locator('button[value="take-up"]').click();
  await expect(page.locator('a[href$="/decision"]')).toBeVisible();
}

/** Approves the matter that is open: first what will be written, then the press. */
async function approve(page: Page): Promise<void> {
  await page.locator('a[href$="/decision"]').click();
  await inspect(page);
  await goOn(page);
  await inspect(page);
}

/** Approves every matter of this case that waits for this member's office, the answered one that is held first. */
async function approveAll(page: Page, reference: string): Promise<void> {
  await page.goto('/casework?list=mine');
  const held = page.locator('table a', { hasText: reference });
  while (await held.count() > 0) {
    await held.first().click();
    await approve(page);
    await page.goto('/casework?list=mine');
  }
  await openFirst(page, reference);
  for (;;) {
    await takeUp(page);
    await approve(page);
    await page.goto('/casework');
    const next = page.locator('table a', { hasText: reference });
    if (await next.count() === 0) {
      return;
    }
    await next.first().click();
  }
}

/** Agrees with every decision on this case that a colleague has proposed; there is at least one. */
async function agreeAll(page: Page, reference: string): Promise<void> {
  const proposed = page.locator('table a', { hasText: reference });
  await page.goto('/casework?list=to-confirm');
  await expect(proposed).not.toHaveCount(0);
  while (await proposed.count() > 0) {
    await proposed.first().click();
    await page.locator('a[href$="/proposal"]').click();
    await inspect(page);
    await page.locator('button[value="confirm"]').click();
    await inspect(page);
    await page.goto('/casework?list=to-confirm');
  }
}
