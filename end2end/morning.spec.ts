// A morning at four offices in two districts, with JavaScript off, and what the mother sees of it.
import { expect, test, type Page } from '@playwright/test';
import { approve, openMatter, takeUp } from './support/desk';
import { inspect } from './support/inspect';
import { apply, confirmed } from './support/newborn';
import { be, goOn } from './support/people';
import { Portal } from './support/portal';
import { say, saying } from './support/words';

let portal: Portal | undefined;

test.afterEach(async () => {
  await portal?.end('SIGKILL');
  portal = undefined;
});

test('a morning at four offices in two districts', async ({ browser }) => {
  test.skip(test.info().project.use.javaScriptEnabled !== false, 'once is enough, and it is the one without JavaScript');
  test.setTimeout(240_000);
  portal = await Portal.fresh('morning');
  await portal.open('2026-03-06T09:00');
  const context = await browser.newContext({ baseURL: portal.address });
  const page = await context.newPage();
  const reference = await apply(page);
  await confirmed(page, reference);
  const heard = new Heard(page, reference);

  await test.step('the police station hands over to a colleague', async () => {
    // A colleague is there from the first time that they sign in.
    await be(page, 'police-shapingba-2');
    await be(page, 'police-shapingba-1');
    await openMatter(page, reference);
    await takeUp(page);
    await be(page, 'police-shapingba-lead');
    await openMatter(page, reference, 'colleagues');
    await page.locator('a[href$="/hand-over"]').click();
    await page.locator('.choice', { hasText: '宋佳' }).locator('input').check();
    await page.locator('textarea[name=text]').fill('高明下午开会，请接着办。');
    await goOn(page);
  });

  await test.step('and the colleague offers it to the other district', async () => {
    await be(page, 'police-yubei');
    const yubei = await page.locator('main > .quiet, main p.quiet').first().innerText();
    await be(page, 'police-shapingba-2');
    await openMatter(page, reference, 'mine');
    await expect(page.locator('main'), 'the note for colleagues').toContainText('高明下午开会');
    await page.locator('a[href$="/office"]').click();
    await inspect(page);
    const choice = page.locator('select[name=office] option', { hasText: yubei });
    await page.locator('select[name=office]').selectOption((await choice.getAttribute('value'))!);
    await page.locator('textarea[name=text]').fill('孩子随父亲落户在渝北。');
    await goOn(page);
    await inspect(page);
    await heard.doesNotSee('高明下午开会');
  });

  await test.step('Yubei accepts it and registers the child', async () => {
    await be(page, 'police-yubei');
    await openMatter(page, reference, 'offered-to-us');
    await page.locator('a[href$="/offer"]').click();
    await inspect(page);
    await page.locator('button[value=accept]').click();
    await heard.sees('孩子随父亲落户在渝北。');
    await be(page, 'police-yubei');
    await openMatter(page, reference);
    await takeUp(page);
    await approve(page);
    await heard.hears('户口登记');
  });

  await test.step('the insurance bureau asks, and the mother answers', async () => {
    await be(page, 'insurance-shapingba');
    const asks = page.locator('a[href$="/question"]');
    await openMatter(page, reference);
    await takeUp(page);
    if (await asks.count() === 0) {
      // Insuring asks nothing; it is the reimbursement that may.
      await approve(page);
      await openMatter(page, reference);
      await takeUp(page);
    }
    await asks.click();
    await page.locator('textarea[name=question]').fill('费用清单上的出院日期是哪一天？');
    for (const [part, value] of [['year', '2026'], ['month', '3'], ['day', '20']]) {
      await page.locator(`input[name="answer-by-${part}"]`).fill(value);
    }
    await goOn(page);

    await be(page, 'mother');
    await expect(page.locator('.service-nav .count'), 'notices that are unread').toBeVisible();
    await page.goto('/notices');
    await inspect(page);
    await page.locator('.notices form button').first().click();
    await expect(page).toHaveURL(new RegExp(`/cases/${reference}$`));
    await goOn(page);
    await expect(page.locator('main')).toContainText('费用清单上的出院日期是哪一天？');
    await page.locator('textarea[name=answer]').fill('三月五日。');
    await goOn(page);

    await be(page, 'insurance-shapingba');
    await openMatter(page, reference, 'mine');
    await expect(page.locator('main')).toContainText('三月五日。');
    await approve(page);
  });

  await test.step('the childcare allowance is refused by two people', async () => {
    await be(page, 'health-shapingba');
    await openMatter(page, reference);
    await takeUp(page);
    const matter = new URL(page.url()).pathname;
    await page.locator('a[href$="/refusal"]').click();
    await page.locator('input[name=reason]').first().check();
    await page.locator('textarea[name=text]').fill('收款账户不是申请人本人的，换一个再申请。');
    await page.locator('button.warning').click();
    // Who proposed it cannot confirm it.
    await page.goto(`${matter}/proposal`);
    await expect(page.locator('button[value=confirm]')).toHaveCount(0);
    await heard.doesNotSee('收款账户不是申请人本人的');

    await be(page, 'health-shapingba-lead');
    await openMatter(page, reference, 'to-confirm');
    await page.locator('a[href$="/proposal"]').click();
    await inspect(page);
    await page.locator('button[value=confirm]').click();
    await heard.sees('收款账户不是申请人本人的，换一个再申请。');
    await page.locator('main a[href*="/refusal/"]').first().click();
    await inspect(page);
    await expect(page.locator('main a[href*="/appeal/"]')).toBeVisible();
  });

  await test.step('she appeals, and the bureau above answers: both of the office took part', async () => {
    await page.locator('main a[href*="/appeal/"]').click();
    await inspect(page);
    await page.locator('textarea[name=text]').fill('账户是我本人的，户名一字不差。');
    await goOn(page);
    await be(page, 'health-shapingba-lead');
    await page.goto('/staff/remedies');
    await expect(page.locator('#remedies-caption ~ tbody a')).toHaveCount(0);
    await be(page, 'owner-health');
    await page.goto('/staff/remedies');
    await inspect(page);
    await page.locator('#remedies-caption ~ tbody a').first().click();
    await page.locator('button[name=act][value=take-up]').click();
    await inspect(page);
    await page.locator('input[name=outcome][value=reopened]').check();
    await page.locator('textarea[name=text]').fill('核对过了，账户是您本人的，重新办理。');
    await page.locator('button[name=act][value=answer]').click();
    await heard.sees('核对过了，账户是您本人的，重新办理。');
  });

  await test.step('the mother has her results', async () => {
    await be(page, 'mother');
    await page.goto(`/cases/${reference}`);
    await inspect(page);
    await expect(page.locator('main'), 'the child has a number').toContainText(/5099\d{6}/);
    await expect(page.locator('h1')).not.toContainText(saying('tracking-sentence-done'));
    await expect(page.locator('.phase strong')).toHaveText(say('demo-tag'));
  });
  await context.close();
});

/** The mother, who looks in whenever something has happened. */
class Heard {
  constructor(private readonly page: Page, private readonly reference: string) {}

  private async look(): Promise<void> {
    await be(this.page, 'mother');
    await this.page.goto(`/cases/${this.reference}`);
  }

  async sees(words: string): Promise<void> {
    await this.look();
    await expect(this.page.locator('main')).toContainText(words);
  }

  async doesNotSee(words: string): Promise<void> {
    await this.look();
    await expect(this.page.locator('main')).not.toContainText(words);
  }

  /** A notice came whose sentence is the tracking page's. */
  async hears(words: string): Promise<void> {
    await be(this.page, 'mother');
    await this.page.goto('/notices');
    await expect(this.page.locator('.notices')).toContainText(words);
  }
}
