import { Command } from "commander";

new Command("spanscope").description("A laboratory for a mesh protocol.").parse();
