import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

interface Shrunk {
  readonly seed: number;
  readonly check: string;
  readonly atUs: number;
  readonly file: string;
  readonly link: string;
}

/** A hunt with a forbidden variant, as somebody does it in the terminal; it ends with 1, as it has found something. */
function shrunkBy(variant: string, folder: string): Shrunk {
  try {
    execFileSync(process.execPath, ["dist/cli.mjs", "hunt", "--seeds", "2-2", "--variant", variant, "--workers", "1", "--shrink", folder, "--lab", "/", "--json"], { encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    expect(status).toBe(1);
    return (JSON.parse(stdout) as { shrunk: Shrunk[] }).shrunk[0]!;
  }
  throw new Error("the hunt has found nothing");
}

test("[ROUTE-04] what the terminal's hunt made small opens by its link at the violation, with the light of the check on", async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), "spanscope-shrunk-"));
  try {
    const { seed, check, atUs, file, link } = shrunkBy("silent-reroute", folder);
    const { digest, endUs } = JSON.parse(readFileSync(file, "utf8")) as { digest: string; endUs: number };
    expect([file, endUs]).toEqual([`${folder}/seed-${seed}.run.json`, atUs]);

    const lab = new Lab(page);
    await page.goto(link);
    await lab.until("it stands at the violation, the same run to the same digest", (frame) => !frame.playing && frame.digest === digest && frame.nowUs === atUs);
    const violated = (await lab.frame())!.checks.filter(({ state }) => state === "violated");
    expect(violated.map(({ name }) => name)).toEqual([check]);
    await lab.tab("Checks").click();
    await expect(page.getByRole("tabpanel", { name: "Checks" }).getByRole("button", { name: new RegExp(`^${check}\\b.*violated`) })).toHaveAttribute("data-state", "violated");
    expect(lab.complaints).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
