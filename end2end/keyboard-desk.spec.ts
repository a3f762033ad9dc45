// The rest of the desk by keyboard alone: finding, handing over, proposing, confirming, recalling.
import { expect, test } from '@playwright/test';
import { enter, tabTo } from './support/keys';
import { apply, confirmed } from './support/newborn';
import { at, be } from './support/people';
import { Portal } from './support/portal';

let portal: Portal | undefined;

test.afterEach(async () => {
  await portal?.end('SIGKILL');
  portal = undefined;
});

test('the keyboard finds, hands over, proposes, confirms and recalls', async ({ browser }) => {
  test.skip(test.info().project.use.javaScriptEnabled === false, 'once is enough');
  test.setTimeout(480_000);
  portal = await Portal.fresh('keyboard-desk');
  await portal.open('2026-03-06T09:00', 5);
  const context = await browser.newContext({ baseURL: portal.address });
  const page = await context.newPage();
  const reference = await apply(page);
  await confirmed(page, reference);
  await be(page, 'police-shapingba-2');

  await test.step('find', async () => {
    await be(page, 'police-shapingba-1');
    await enter(page, page.locator('.service-nav a[href="/casework/find"]'));
    await tabTo(page, page.locator('input[name=words]'));
    await page.keyboard.type('林晓燕');
    await page.keyboard.press('Enter');
    await enter(page, page.locator('#found-caption ~ tbody th a').first());
    await expect(page).toHaveURL(new RegExp(`/casework/${reference}/`));
  });
  const matter = at(page);

  await test.step('hand over', async () => {
    await enter(page, page.locator('.acts button[value=take-up]'));
    await expect(page.locator('button[value=put-back]')).toBeVisible();
    await be(page, 'police-shapingba-lead');
    await enter(page, page.locator('nav.queue-lists a[href$="list=colleagues"]'));
    await enter(page, page.locator('#queue-caption ~ tbody th a').first());
    await enter(page, page.locator(`main a[href="${matter}/hand-over"]`));
    await tabTo(page, page.locator('input[name=to]').first());
    // Arrows go through the colleagues.
    const wanted = page.locator('.choice', { hasText: '宋佳' }).locator('input');
    await page.keyboard.press('Space');
    for (let steps = 0; steps < 5 && !(await wanted.isChecked()); steps += 1) {
      await page.keyboard.press('ArrowDown');
    }
    await expect(wanted).toBeChecked();
    await tabTo(page, page.locator('textarea[name=text]'));
    await page.keyboard.type('请接着办。');
    await enter(page, page.locator('button[value=hand-over]'));
    await expect(page.locator('main')).toContainText('宋佳');
  });

  await test.step('mark an absence', async () => {
    await enter(page, page.locator('.service-nav a[href="/casework/colleagues"]'));
    await enter(page, page.locator('#colleagues-caption ~ tbody th a', { hasText: '高明' }));
    for (const [part, value] of [['year', '2026'], ['month', '3'], ['day', '10']]) {
      await tabTo(page, page.locator(`input[name="until-${part}"]`));
      await page.keyboard.press('Control+a');
      await page.keyboard.type(value);
    }
    await enter(page, page.locator('button[value=absence]'));
    await expect(page.locator('button[value=end-absence]')).toBeVisible();
  });

  await test.step('propose a refusal', async () => {
    await be(page, 'police-shapingba-2');
    await page.goto('/casework?list=mine');
    await enter(page, page.locator('#queue-caption ~ tbody th a').first());
    await enter(page, page.locator(`main a[href="${matter}/refusal"]`));
    await tabTo(page, page.locator('input[name=reason]').first());
    await page.keyboard.press('Space');
    await tabTo(page, page.locator('textarea[name=text]'));
    await page.keyboard.type('户口簿上的地址与申报不一致，带户口簿到派出所核对。');
    await enter(page, page.locator('main button.warning'));
    await expect(page).not.toHaveURL(/refusal/);
  });

  await test.step('another one confirms, and recalls', async () => {
    await be(page, 'police-shapingba-lead');
    await enter(page, page.locator('nav.queue-lists a[href$="list=to-confirm"]'));
    await enter(page, page.locator('#queue-caption ~ tbody th a').first());
    await enter(page, page.locator(`main a[href="${matter}/proposal"]`));
    await enter(page, page.locator('button[value=confirm]'));
    await expect(page.locator('button[value=confirm]')).toHaveCount(0);
    await page.goto('/casework?list=held');
    await enter(page, page.locator('#queue-caption ~ tbody th a').first());
    await enter(page, page.locator(`main a[href="${matter}/proposal"]`));
    await enter(page, page.locator('button[value=recall]'));
    await expect(page.locator('button[value=recall]')).toHaveCount(0);
    await page.goto('/casework?list=held');
    await expect(page.locator('#queue-caption')).toHaveCount(0);
  });
  await context.close();
});
