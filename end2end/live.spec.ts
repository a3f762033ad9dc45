// What scripts add and nobody needs: a page that goes with its case, and a bar that shows how much of a file has arrived.
import { expect, test, type Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { openMatter, takeUp } from './support/desk';
import { inspect } from './support/inspect';
import { apply, confirmed } from './support/newborn';
import { be, goOn } from './support/people';
import { Portal } from './support/portal';

let portal: Portal | undefined;

test.afterEach(async () => {
  await portal?.end('SIGKILL');
  portal = undefined;
});

test('the mother watches, is asked, and sends a picture', async ({ browser }) => {
  test.setTimeout(240_000);
  const scripted = test.info().project.use.javaScriptEnabled !== false;
  portal = await Portal.fresh(`live-${test.info().project.name}`);
  await portal.open('2026-03-06T09:00');
  const mothers = await browser.newContext({ baseURL: portal.address });
  const mother = await mothers.newPage();
  const offices = await browser.newContext({ baseURL: portal.address });
  const desk = await offices.newPage();
  const reference = await apply(mother);
  await confirmed(mother, reference);
  await be(mother, 'mother');
  await mother.goto(`/cases/${reference}`);

  await test.step('the page goes with the case', async () => {
    const before = await mother.locator('main').innerText();
    if (scripted) {
      await expect(mother.locator('[data-live-note]')).not.toBeEmpty();
      await mother.evaluate(() => { document.documentElement.dataset.same = 'yes'; });
    }
    await be(desk, 'police-shapingba-1');
    await openMatter(desk, reference);
    await takeUp(desk);
    if (scripted) {
      await expect.poll(() => mother.locator('main').innerText(), { message: 'by itself', timeout: 20_000 }).not.toBe(before);
      await expect(mother.locator('html'), 'without being loaded again').toHaveAttribute('data-same', 'yes');
      await expect(mother.locator('[role=status]')).toHaveText(await mother.locator('h1.sentence').innerText());
    } else {
      await mother.reload();
      expect(await mother.locator('main').innerText()).not.toBe(before);
    }
  });

  await test.step('the police ask for a picture', async () => {
    await desk.locator('a[href$="/question"]').click();
    await desk.locator('textarea[name=question]').fill('户口簿首页的照片');
    for (const [part, value] of [['year', '2026'], ['month', '3'], ['day', '20']]) {
      await desk.locator(`input[name="answer-by-${part}"]`).fill(value);
    }
    await goOn(desk);
    if (!scripted) {
      await mother.reload();
    }
    await expect(mother.locator('main a[href*="/answer/"]').first()).toBeVisible();
  });

  await test.step('the picture arrives, is shown, and is replaced', async () => {
    await goOn(mother);
    await expect(mother.locator('main')).toContainText('户口簿首页的照片');
    await mother.locator('button[value=file]').click();
    await inspect(mother);
    await send(mother, 'first.png', 420, scripted);
    await expect(mother).toHaveURL(/\/answer\//);
    const preview = mother.locator('img.preview');
    await expect(preview).toHaveCount(1);
    expect((await mother.request.get((await preview.getAttribute('src'))!)).headers()['content-type']).toMatch(/^image\//);
    await expect.poll(() => preview.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    await expect(mother.locator('#files')).toContainText('first');
    await inspect(mother);

    await mother.locator('button[value^="replace."]').click();
    await send(mother, 'second.png', 40, false);
    await expect(preview).toHaveCount(1);
    await expect(mother.locator('#files')).toContainText('second');
    await expect(mother.locator('#files')).not.toContainText('first');
    await goOn(mother);
    await be(desk, 'police-shapingba-1');
    await openMatter(desk, reference, 'mine');
    await expect(desk.locator('.evidence-list')).toContainText('second');
  });

  await mothers.close();
  await offices.close();
});

/** Chooses a picture and sends it; where a bar is expected, over a line slow enough to see it grow. */
async function send(page: Page, name: string, side: number, shows: boolean): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer: picture(side) });
  if (!shows) {
    await goOn(page);
    await expect(page).not.toHaveURL(/\/file/);
    return;
  }
  const line = await page.context().newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', {
    offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 160_000,
  });
  await goOn(page);
  const bar = page.locator('form[data-upload] progress');
  await expect(bar).toBeVisible();
  await expect.poll(async () => Number(await bar.getAttribute('value')), { intervals: [50] }).toBeGreaterThan(0);
  await expect(page.locator('form[data-upload] [role=status]')).toContainText('%');
  await line.detach();
  await expect(page).not.toHaveURL(/\/file/, { timeout: 30_000 });
}

/** A PNG of noise, three bytes a pixel, which no compression makes smaller. */
function picture(side: number): Buffer {
  const chunk = (kind: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = () => Buffer.concat([Buffer.from([0]), randomBytes(side * 3)]);
  const rows = Buffer.concat(Array.from({ length: side }, row));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
