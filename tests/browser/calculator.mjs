// End to end: what a visitor does, and what the page must then show.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const address = process.env.ADDRESS;
const profile = mkdtempSync(join(tmpdir(), "calculator-"));
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const context = await chromium.launchPersistentContext(profile, { executablePath: process.env.CHROMIUM, args: quiet, viewport: { width: 1280, height: 1200 } });
context.setDefaultTimeout(120_000); // far longer than any step needs: only what hangs is told by it
const page = await context.newPage();
const faults = [];
page.on("pageerror", fault => faults.push(fault.message));
page.on("console", message => { if (message.type() === "error" && !message.text().includes("400 (Bad Request)")) faults.push(message.text()); });

const steps = {
  async "the page answers at once"() {
    await page.goto(address);
    await page.locator("#verdict.fits").waitFor();
    assert.match(await page.locator("#figures").innerText(), /tokens per second/);
    await page.waitForFunction(() => document.querySelectorAll("#plans tbody tr").length === 5);
  },
  async "typing updates memory, and what does not fit is said"() {
    await page.fill("[name=count]", "1");
    await page.locator("#verdict.not").waitFor();
    assert.match(await page.locator("#verdict").innerText(), /needs .* GiB .* has/);
    assert.ok(await page.locator("#memory .limit").isVisible());
    await page.waitForFunction(() => document.querySelector("#plansNote").innerText.includes("none is feasible"));
  },
  async "a plan can be taken over"() {
    await page.fill("[name=count]", "16");
    await page.locator("#verdict.fits").waitFor();
    await page.waitForFunction(() => document.querySelectorAll("#plans tbody tr").length === 5);
    const first = page.locator("#plans tbody tr").first();
    const step = await first.locator("td").nth(1).innerText();
    await first.locator("button").click();
    await page.waitForFunction(text => document.querySelector("#figures").innerText.includes(text), step);
  },
  async "fine-tuning and generating have their own fields"() {
    await page.check("[name=job][value=tune]");
    await page.selectOption("[name=gpu]", "RTX-4090");
    await page.fill("[name=count]", "1");
    await page.fill("[name=sequence]", "1024");
    await page.fill("[name=batch]", "16");
    for (const name of ["context", "expert", "tensor", "pipeline", "microBatch"]) await page.evaluate(n => { document.querySelector(`[name=${n}]`).value = 1; }, name);
    await page.selectOption("[name=sharding]", "none");
    await page.locator("#verdict.fits").waitFor();
    assert.ok(await page.locator("[name=rank]").isVisible());
    await page.check("[name=job][value=serve]");
    await page.waitForFunction(() => document.querySelector("#figures").innerText.includes("time to first token"));
    assert.ok(!await page.locator("[name=rank]").isVisible());
  },
  async "a mistake is said beside its field and leaves the last answer standing"() {
    await page.fill("[name=model]", "lama-2-7b");
    await page.locator("#problems li").first().waitFor();
    assert.match(await page.locator("#problems").innerText(), /llama-2-7b/);
    assert.equal(await page.getAttribute("[name=model]", "aria-invalid"), "true");
    await page.fill("[name=model]", "llama-2-7b");
    await page.locator("#problems").waitFor({ state: "hidden" });
  },
  async "the address brings the same answer back"() {
    const figures = await page.locator("#figures").innerText();
    const other = await context.newPage();
    await other.goto(page.url());
    await other.waitForFunction(text => document.querySelector("#figures").innerText === text, figures);
    await other.close();
  },
  async "a narrow screen scrolls down, not sideways"() {
    await page.setViewportSize({ width: 390, height: 900 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  },
};

try {
  for (const [name, step] of Object.entries(steps)) {
    await step();
    if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name.replaceAll(/[^a-z]+/g, "-")}.png`), fullPage: true });
    console.log(`ok ${name}`);
  }
  assert.deepEqual(faults, []);
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
