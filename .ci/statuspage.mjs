// Drives a session at a terminal and its status page in Chromium; see .ci/statuspage.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [shell, browserPath] = process.argv.slice(2);
const timeout = 180_000; // of a slow machine

// A terminal with a session, whose screen is all that was shown.
class Session {
  screen = "";
  constructor() {
    const home = mkdtempSync(join(tmpdir(), "statuspage-"));
    const env = { ...process.env, TERM: "dumb", XDG_CONFIG_HOME: home, XDG_STATE_HOME: home };
    this.child = spawn("script", ["-qfec", `${shell} --master=local[2] --conf spark.ui.port=0`, "/dev/null"], { env });
    this.child.stdout.on("data", (data) => (this.screen += data));
  }
  type(text) {
    this.screen = "";
    this.child.stdin.write(text + "\r");
  }
  async sees(pattern) {
    for (let waited = 0; waited < timeout; waited += 100) {
      const found = this.screen.match(pattern);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`${pattern} isn't on the screen:\n${this.screen}`);
  }
  close() {
    this.child.stdin.end("\x04");
  }
}

const session = new Session();
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"], timeout });
try {
  await session.sees(/In\[1\]: /);
  session.type(":ui");
  const [link, address] = await session.sees(/(http:\/\/127\.0\.0\.1:\d+\/)\?token=\w+/);
  session.type("sc.UIWebURL()");
  const [, told] = await session.sees(/Out\[\d+\]: string = (\S+)/);
  assert.equal(told, address, "the address has no token");

  const stranger = await (await browser.newContext()).newPage();
  assert.equal((await stranger.goto(address)).status(), 403);

  const page = await (await browser.newContext()).newPage();
  const faults = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.setDefaultTimeout(timeout);
  await page.goto(link);
  assert.equal(page.url(), address, "the token stays in the address bar");
  await page.getByText("No jobs yet").waitFor();
  await page.evaluate(() => (window.same = true)); // gone after a reload

  session.type('sums := sc.Range(0, 100, 1, 4).MapToPair(func(v int) (int, int) { return v % 3, v }).ReduceByKey(func(a, b int) int { return a + b }).Cache().SetName("sums"); sums.Count()');
  await session.sees(/Out\[\d+\]: int = 3/);
  await page.getByText("succeeded").waitFor();
  session.type("sc.Range(0, 4, 1, 4).Map(func(v int) int { for v > 0 {}; return v }).Count()");
  const button = page.getByRole("button", { name: "Cancel" });
  await button.waitFor();
  await page.getByText("1/4").waitFor();
  assert.equal(await page.locator("progress").first().evaluate((bar) => bar.value / bar.max), 0.25);
  assert.equal(await page.evaluate(() => window.same), true, "the page was loaded anew");
  await button.click();
  await session.sees(/job 1 cancelled/);
  await page.locator(".status.cancelled").waitFor();

  await page.goto(address + "job/0");
  assert.equal(await page.locator("svg rect.stage").count(), 2);
  const texts = await page.locator("svg text").allTextContents();
  assert.ok(texts.some((text) => text.startsWith("sums [")), texts.join());
  const boxes = await page.locator("svg rect.stage").evaluateAll((all) => all.map((r) => r.getBoundingClientRect().toJSON()));
  assert.ok(boxes.every((box) => box.width > 0 && box.height > 0) && boxes[0].right < boxes[1].left, "the stages lie side by side");
  await page.locator("svg a").first().click();
  await page.waitForURL(/stage\/0$/);
  await page.goto(address + "storage");
  await page.getByText("Memory Deserialized 1x Replicated").waitFor();
  assert.deepEqual(faults, []);
  console.log("ok: the status page in Chromium", browser.version());
} finally {
  await browser.close();
  session.close();
}
