import { type Command, Option } from "commander";
import type { HuntRequest } from "./hunt.ts";
import { PATIENCE_S } from "./hunt-watch.ts";
import type { MergeRequest } from "./merge.ts";
import type { QueueRequest } from "./queue/queue-command.ts";
import { LAB_ADDRESS } from "./shrink.ts";
import { seedRange, shard, variantName, wholeNumber } from "./run-options.ts";

export interface HuntActions {
  hunt(request: HuntRequest): Promise<void>;
  queue(request: QueueRequest): Promise<void>;
  merge(request: MergeRequest): void;
}

/** What the command line of `hunt` and `merge` is; what they do is given, so that a recipe's lines can be read without doing it. */
export function addHuntCommands(program: Command, actions: HuntActions): void {
  program
    .command("hunt")
    .description("draw meshes, traffic and faults from seeds, execute each twice and judge every check (public/schema/hunt-1.schema.json)")
    .addOption(new Option("--seeds <A-B>", "from A to B").argParser(seedRange).default({ first: 1, last: 300 }, "1-300"))
    .option("--scenario <SCENARIO>", "a name of the library, or a file: seeds vary what happens on its mesh")
    .addOption(new Option("--variant <NAME>", "turn a variant on; may be given several times").argParser(variantName))
    .addOption(new Option("--shard <I/N>", "only every N-th seed, from the I-th on; spanscope merge joins the parts").argParser(shard).default({ number: 1, of: 1 }, "1/1"))
    .option("--workers <N>", "as many as there are cores unless given", wholeNumber(1, 256))
    .option("--patience <S>", "end a worker from which no word comes for so many seconds, report its seed as one that hangs, and go on with another", wholeNumber(1, 100_000), PATIENCE_S)
    .option("--minutes <M>", "begin no new seed after so long", wholeNumber(1, 100_000))
    .option("--json", "one JSON object")
    .option("--out <FILE>", "write the part that spanscope merge reads (public/schema/hunt-part-1.schema.json)")
    .option("--case <FILE>", "write the case of the one seed as a scenario file")
    .option("--shrink <DIR>", "make the first three violations small: run files into DIR, and links that open the lab at the violation")
    .option("--lab <URL>", "address of the page that those links open", LAB_ADDRESS)
    .addOption(new Option("--plant <NAME>", "a mistake in the code of every node, to see that it is found").hideHelp())
    .option("--queue <URL>", "hand the seeds out to workers by Redis, such as redis://HOST:PORT, and report what they found (docs/hunt-many-machines.md)")
    .addOption(new Option("--queue-name <NAME>", "where several hunts go on beside each other").default("hunt"))
    .option("--work", "with --queue: be a worker, until nothing is left to do")
    .option("--stay", "with --work: wait for the next hunt then")
    .action(async ({ variant: variants = [], json, case: writeCase, queue: url, queueName: name, work, stay, ...others }: HuntOptions, command: Command) => {
      const hunt = { ...others, variants, json: json === true, ...(writeCase === undefined ? {} : { writeCase }) };
      const given = command.options.map((option) => option.attributeName()).filter((option) => !["default", undefined].includes(command.getOptionValueSource(option)));
      const lacking = [...(url === undefined ? ["queueName", "work", "stay"].map((option) => [option, "--queue"]) : []), ...(work ? [] : [["stay", "--work"]])].find(([option]) => given.includes(option));
      if (lacking) command.error(`error: option '--${lacking[0] === "queueName" ? "queue-name" : lacking[0]}' needs '${lacking[1]}'`);
      await (url === undefined ? actions.hunt(hunt) : actions.queue({ url, name, role: work ? "worker" : "coordinator", stay: stay === true, hunt, given }));
    });

  program
    .command("merge")
    .description("join the parts of a hunt in shards: they must be whole, of one engine, and agree")
    .argument("<PART...>", "written by hunt --out")
    .option("--json", "one JSON object (public/schema/hunt-1.schema.json)")
    .action((parts: string[], { json }: { json?: boolean }) => actions.merge({ parts, json: json === true }));
}

interface HuntOptions extends Omit<HuntRequest, "variants" | "json" | "writeCase"> {
  readonly variant?: HuntRequest["variants"];
  readonly json?: boolean;
  readonly case?: string;
  readonly queue?: string;
  readonly queueName: string;
  readonly work?: boolean;
  readonly stay?: boolean;
}
