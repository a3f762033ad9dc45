// What takes days, by keyboard alone: taking over from somebody who is away, asking, closing what nobody answered, opening
// it again, what is brought to the counter, approving, and saying that one knows of a time that is nearly over.
import { expect, test } from '@playwright/test';
import { inspect } from './support/inspect';
import { enter, tabTo } from './support/keys';
import { apply, confirmed } from './support/newborn';
import { at, be } from './support/people';
import { Portal } from './support/portal';

let portal: Portal | undefined;

test.afterEach(async () => {
  await portal?.end('SIGKILL');
  portal = undefined;
});

test('the keyboard takes over, asks, closes, approves, and says that it knows', async ({ browser }) => {
  test.skip(test.info().project.use.javaScriptEnabled === false, 'once is enough');
  test.setTimeout(480_000);
  portal = await Portal.fresh('keyboard-days');
  await portal.open('2026-03-06T09:00');
  const context = await browser.newContext({ baseURL: portal.address });
  const page = await context.newPage();
  await confirmed(page, await apply(page));

  await be(page, 'police-shapingba-1');
  await page.goto('/casework?list=to-take-up');
  await enter(page, page.locator('#queue-caption ~ tbody th a').first());
  await enter(page, page.locator('.acts button[value=take-up]'));
  await expect(page.locator('button[value=put-back]')).toBeVisible();
  const matter = at(page);

  await test.step('take over from somebody who is away', async () => {
    await be(page, 'police-shapingba-lead');
    await enter(page, page.locator('.service-nav a[href="/casework/colleagues"]'));
    await enter(page, page.locator('#colleagues-caption ~ tbody th a', { hasText: '高明' }));
    for (const [part, value] of [['year', '2026'], ['month', '3'], ['day', '20']]) {
      await tabTo(page, page.locator(`input[name="until-${part}"]`));
      await page.keyboard.press('Control+a');
      await page.keyboard.type(value);
    }
    await enter(page, page.locator('button[value=absence]'));
    await expect(page.locator('button[value=end-absence]')).toBeVisible();

    await be(page, 'police-shapingba-2');
    await enter(page, page.locator('nav.queue-lists a[href$="list=colleagues"]'));
    await enter(page, page.locator('#queue-caption ~ tbody th a').first());
    await enter(page, page.locator('.acts button[value=take-over]'));
    await expect(page.locator('button[value=put-back]')).toBeVisible();
  });

  await test.step('ask', async () => {
    await enter(page, page.locator(`main a[href="${matter}/question"]`));
    await tabTo(page, page.locator('textarea[name=question]'));
    await page.keyboard.type('户口簿首页的编号是多少？');
    // A week instead of three.
    await tabTo(page, page.locator('input[name="answer-by-day"]'));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('13');
    await enter(page, page.locator('main .button.primary'));
    await expect(page).not.toHaveURL(/question/);
  });

  await portal.end('SIGTERM');
  await portal.open('2026-03-16T09:00');
  await test.step('close what nobody answered, open it again, tick what was brought', async () => {
    await be(page, 'police-shapingba-2');
    await enter(page, page.locator('nav.queue-lists a[href$="list=waiting"]'));
    await enter(page, page.locator('#queue-caption ~ tbody th a').first());
    await enter(page, page.locator('.acts button[value=close-unanswered]'));
    await expect(page.locator('.acts button[value=reopen]')).toBeVisible();
    await enter(page, page.locator('.acts button[value=reopen]'));
    await expect(page.locator('.acts button[value=reopen]')).toHaveCount(0);
    await enter(page, page.locator('.acts button[value=receive-at-counter]'));
    await expect(page.locator(`main a[href="${matter}/decision"]`)).toBeVisible();
  });

  await test.step('approve', async () => {
    await enter(page, page.locator(`main a[href="${matter}/decision"]`));
    await enter(page, page.locator('main .button.primary'));
    await expect(page).not.toHaveURL(/decision/);
    await expect(page.locator(`main a[href="${matter}/decision"]`)).toHaveCount(0);
  });

  await test.step('say that one knows of a time that is nearly over', async () => {
    await be(page, 'insurance-shapingba');
    const clocks = page.locator('main a[href="/casework/clocks"]');
    // The clocks are looked at once a second.
    await expect(async () => {
      await page.goto('/casework');
      await expect(clocks).toBeVisible({ timeout: 300 });
    }).toPass({ timeout: 15_000 });
    await enter(page, clocks);
    await inspect(page);
    const marks = page.locator('button[name=mark]');
    const before = await marks.count();
    await enter(page, marks.first());
    await expect(page).toHaveURL(/casework\/clocks/);
    await expect(marks).toHaveCount(before - 1);
  });
  await context.close();
});
