import { Command } from "commander"
import { type SettingName, settingHelp } from "../config.ts"
import type { CliDeps } from "./cliDeps.ts"
import { exit } from "./exit.ts"
import { init } from "./init.ts"
import { liquidate } from "./liquidate.ts"
import { pool } from "./pool.ts"
import { register } from "./register.ts"
import { run } from "./run.ts"
import { flagOf, variableOf } from "./settings.ts"
import { status } from "./status.ts"
import { exportVotes, importVotes, renounceVotes } from "./votes.ts"

const keySettings = ["dataFolder", "passwordFile"] as const
const l2Settings = ["chainId", "contracts", "l2RpcUrls", "l2KeyFile"] as const
const nodeUrl = [
  "--node-url <url>",
  "HTTP address of the running node (default http://127.0.0.1:22020)",
] as const

/** All commands. Every setting may also come from the environment: `--data-folder` is `SEXTANT_DATA_FOLDER`. */
export function createProgram(deps: CliDeps, version: string): Command {
  const program = new Command("sextant-node")
    .description("Runs a Sextant service node.")
    .version(version)
    .showHelpAfterError("Run `sextant-node help` for all commands and settings.")
  withSettings(program.command("init").description("make the keys of a new node"), keySettings)
    .option("--json", "print the public keys as JSON")
    .option("--light-kdf", "weak but fast encryption, for throw-away networks only")
    .action((options) => init(deps, options))
  withSettings(program.command("run").description("run the node"), Object.keys(settingHelp) as SettingName[])
    .option("--from-genesis", "replay all blocks, also when a new node could start from a snapshot")
    .action((options) => run(deps, options))
  addVotes(program, deps)
  withSettings(program.command("register").description("register the node with its stake"), [
    ...keySettings,
    ...l2Settings,
  ])
    .option("--operator <address>", "the wallet that will register and stake")
    .option("--beneficiary <address>", "who receives the rewards (default: the operator)")
    .option("--fee-bps <number>", "operator fee in hundredths of a percent (default 0)")
    .option("--json", "print only the registration as JSON")
    .action((options) => register(deps, options))
  withSettings(program.command("pool").description("open a pool in which others stake for the node too"), [
    ...keySettings,
    ...l2Settings,
  ])
    .option("--operator <address>", "the wallet that will create the pool")
    .option("--fee-bps <number>", "operator fee in hundredths of a percent (default 0)")
    .option("--stake <sesh>", "your own part, at least a quarter; without it the pool waits for it")
    .option("--reserve <address:sesh...>", "places kept for others with the least they bring")
    .option("--manual-finalize", "only you may register the full pool, for 7 days")
    .option("--json", "print JSON only")
    .action((options) => pool(deps, options))
  withSettings(program.command("status").description("show how a running node is doing"), ["httpPort"])
    .option(...nodeUrl)
    .option("--json", "print JSON")
    .action((options) => status(deps, options))
  withSettings(program.command("exit").description("leave the network and take the stake back"), [
    "dataFolder",
    ...l2Settings,
    "httpPort",
  ])
    .option(...nodeUrl)
    .option("--number <n>", "the registration to leave (default: that of the data folder's keys)")
    .option("--complete", "the exit's time has come: complete it and withdraw")
    .action((options) => exit(deps, options))
  withSettings(
    program
      .command("liquidate")
      .description("remove nodes that stayed too long after their exit, for the bounty"),
    [...l2Settings, "httpPort"],
  )
    .option(...nodeUrl)
    .option("--watch", "go on until stopped")
    .option("--once", "look once (default)")
    .option("--every <seconds>", "pause between two looks (default 60)")
    .option("--sesh-price <eth>", "what one SESH is worth in ETH: bounties below the gas are left alone")
    .option("--always", "send whatever the gas costs")
    .option("--complete-exits", "also complete exits that are not late: brings nothing")
    .action((options) => liquidate(deps, options))
  return program
}

/** All of them need the node stopped. */
function addVotes(program: Command, deps: CliDeps): void {
  const votes = program.command("votes").description("move the record of what the node has voted for")
  withSettings(votes.command("export <file>").description("write it to a new file"), keySettings).action(
    (file, options) => exportVotes(deps, file, options),
  )
  withSettings(votes.command("import <file>").description("add another copy's to it"), keySettings).action(
    (file, options) => importVotes(deps, file, options),
  )
  withSettings(
    votes.command("renounce").description("it is lost: keep silent until an epoch begins that is surely new"),
    keySettings,
  ).action((options) => renounceVotes(deps, options))
}

function withSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of names)
    command.option(`${flagOf(name)} <value>`, `${settingHelp[name]} [${variableOf(name)}]`)
  return command
}
