import type { DevnetFile } from "./devnetFile.ts"

/** The short table at the end of a start: where everything answers, and accounts with money to try it with. */
export function summaryTable(file: DevnetFile): string {
  const places: readonly (readonly [string, string])[] = [
    ["Dashboard", file.webUrl],
    ["EVM chain RPC", `${file.l2RpcUrl}  (chain ${file.chainId})`],
    ["Nodes", `${file.nodeUrls[0]}/v1/status … ${file.nodeUrls.at(-1)?.split(":").at(-1)}`],
    ["Database", file.databaseUrl],
    ["Token", file.contracts.SessionToken],
    ["Registry", file.contracts.NodeRegistry],
    ["Vault", file.contracts.RewardsVault],
    ["Pool", file.contracts.RewardPool],
  ]
  const width = Math.max(...places.map(([name]) => name.length))
  const rows = places.map(([name, place]) => `  ${name.padEnd(width)}  ${place}`)
  const shown = file.accounts.filter(({ role }, index) => role !== "operator" || index < 2)
  const accounts = shown.map(
    ({ role, address, privateKey }) => `  ${role.padEnd(11)}  ${address}  ${privateKey}`,
  )
  return [
    "Where everything is",
    ...rows,
    "",
    "Funded test accounts (worthless, from a published word list)",
    `  ${"role".padEnd(11)}  ${"address".padEnd(42)}  private key`,
    ...accounts,
  ].join("\n")
}
