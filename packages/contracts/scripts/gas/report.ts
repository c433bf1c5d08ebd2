import type { GasRow } from "./rows.ts"

/** What is committed: every figure by its row. Gas is deterministic, so a figure that differs is a change of the contracts. */
export type GasSnapshot = Readonly<Record<string, number>>

export function snapshotOf(rows: readonly GasRow[]): GasSnapshot {
  return Object.fromEntries(rows.map(({ row, value }) => [row, value]))
}

/** Every way in which the measured figures differ from the committed ones. */
export function gasChanges(committed: GasSnapshot, measured: GasSnapshot): readonly string[] {
  const names = new Set([...Object.keys(committed), ...Object.keys(measured)])
  return [...names].flatMap((row) => {
    const [before, now] = [committed[row], measured[row]]
    if (before === now) return []
    if (before === undefined) return [`${row}: new, ${now}`]
    if (now === undefined) return [`${row}: no longer measured`]
    const change = now - before
    return [`${row}: ${before} became ${now} (${change > 0 ? "+" : ""}${change})`]
  })
}

export function missedGoals(rows: readonly GasRow[]): readonly string[] {
  return rows
    .filter(({ met }) => met === false)
    .map(({ row, ratio, goal }) => `${row}: ${ratio?.toFixed(3)}x, goal ${goal}`)
}

/** docs/gas.md */
export function gasPage(rows: readonly GasRow[]): string {
  const figure = (value: number) => value.toLocaleString("en-US")
  const lines = rows.map(({ row, value, anchor, ratio, goal }) =>
    [
      row,
      figure(value),
      anchor === undefined ? "" : `${figure(anchor.value)} (${anchor.name})`,
      ratio?.toFixed(3) ?? "",
      goal?.replace("<=", "≤").replace("x", "") ?? "",
    ].join(" | "),
  )
  return `# Gas beside the reference

Real transactions through the proxies, calldata and the 21,000 included, on anvil with EIP-2537 (\`--hardfork prague\`), in a network of more than 900 nodes. The reference's figures are its BN254 contracts measured the same way; rows without one have no counterpart there. Keys, addresses and times are fixed, so every run gives these figures to the unit: \`npm run bench -- gas\` measures, \`node packages/contracts/scripts/measureGas.ts --write\` writes this page and \`gas-snapshot.json\`, and the tests refuse any other figure.

| transaction | ours | the reference's | ratio | goal |
|---|---|---|---|---|
${lines.map((line) => `| ${line} |`).join("\n")}

One snapshot serves every account and exit of its interval; the reference pays a reward update for each claim, and a signature check for each exit and liquidation. A contribution's reference between the second and the ninth is interpolated.
`
}

/** A table for a terminal. */
export function gasTable(rows: readonly GasRow[]): string {
  return rows
    .map(({ row, value, anchor, ratio, goal, met }) =>
      [
        row.padEnd(46),
        String(value).padStart(9),
        String(anchor?.value ?? "").padStart(9),
        ratio === undefined ? "" : `${ratio.toFixed(3)}x`,
        goal === undefined ? "" : `${goal} ${met ? "met" : "MISSED"}`,
      ].join("  "),
    )
    .join("\n")
}
