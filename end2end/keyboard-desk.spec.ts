// The rest of the desk by keyboard alone: finding, handing over, proposing, confirming, recalling, between districts,
// complaints, and the figures.
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

  await test.step('offer it to another district, which accepts', async () => {
    await be(page, 'police-yubei');
    const yubei = await page.locator('main p.quiet').first().innerText();
    await be(page, 'police-shapingba-2');
    await page.goto('/casework?list=mine');
    await enter(page, page.locator('#queue-caption ~ tbody th a').first());
    await enter(page, page.locator(`main a[href="${matter}/office"]`));
    const offices = page.locator('select[name=office]');
    await tabTo(page, offices);
    const wanted = await offices.locator('option', { hasText: yubei }).getAttribute('value');
    for (let steps = 0; steps < 120 && (await offices.inputValue()) !== wanted; steps += 1) {
      await page.keyboard.press('ArrowDown');
    }
    await expect(offices).toHaveValue(wanted!);
    await tabTo(page, page.locator('textarea[name=text]'));
    await page.keyboard.type('孩子随父亲落户在渝北。');
    await enter(page, page.locator('main .button.primary'));
    await expect(page).not.toHaveURL(/office$/);

    await be(page, 'police-yubei');
    await enter(page, page.locator('nav.queue-lists a[href$="list=offered-to-us"]'));
    await enter(page, page.locator('#queue-caption ~ tbody th a').first());
    await enter(page, page.locator(`main a[href="${matter}/offer"]`));
    await enter(page, page.locator('button[value=accept]'));
    await expect(page).not.toHaveURL(/offer$/);
  });

  await test.step('a complaint is made, taken up and answered', async () => {
    await be(page, 'health-shapingba-lead');
    const health = await page.locator('main p.quiet').first().innerText();
    await be(page, 'mother');
    await page.goto(`/cases/${reference}/complaint`);
    // Arrows go through the offices.
    await tabTo(page, page.locator('input[name=office]').first());
    await page.keyboard.press('Space');
    const office = page.locator('.choice', { hasText: health }).locator('input');
    for (let steps = 0; steps < 9 && !(await office.isChecked()); steps += 1) {
      await page.keyboard.press('ArrowDown');
    }
    await expect(office).toBeChecked();
    await tabTo(page, page.locator('input[name=kind]').first());
    await page.keyboard.press('Space');
    await tabTo(page, page.locator('textarea[name=text]'));
    await page.keyboard.type('等了很久，没有人告诉我为什么。');
    await tabTo(page, page.locator('input[name=answer]').first());
    await page.keyboard.press('Space');
    await enter(page, page.locator('main .button.primary'));
    await expect(page).not.toHaveURL(/complaint/);

    await be(page, 'health-shapingba-lead');
    await enter(page, page.locator('.service-nav a[href="/staff/remedies"]'));
    const answerer = page.locator('#remedies-caption ~ tbody a').first();
    await enter(page, answerer);
    await enter(page, page.locator('button[name=act][value=take-up]'));
    const outcome = page.locator('input[name=outcome]').first();
    if (await outcome.count() > 0) {
      await tabTo(page, outcome);
      await page.keyboard.press('Space');
    }
    await tabTo(page, page.locator('textarea[name=text]'));
    await page.keyboard.type('让您久等了。今天就为您办。');
    await enter(page, page.locator('button[name=act][value=answer]'));
    await expect(page.locator('textarea[name=text]')).toHaveCount(0);
  });

  await test.step('from a figure to the matters behind it', async () => {
    await be(page, 'services-shapingba');
    await enter(page, page.locator('.service-nav a[href="/statistics"]'));
    const figure = page.locator('main figure', { has: page.locator('a[href^="/statistics/"]') }).first();
    await tabTo(page, figure.locator('summary').first());
    await page.keyboard.press('Enter');
    const below = figure.locator('a[href^="/statistics/"]').first();
    const wanted = await below.getAttribute('href');
    await enter(page, below);
    await expect(page).toHaveURL(new RegExp(`${wanted}$`));
    // A picture that is wider than the screen is reached and moved by keys, too.
    await enter(page, page.locator('main a[href="/performance"]'));
    await tabTo(page, page.locator('.picture[role=region]').first());
  });
  await context.close();
});
