import { reasonWords } from "@sextant/wire/reasons"
import type { ObligationsJson, ObligationTestJson, VerdictJson } from "@sextant/wire/rpc/obligationsApi"

const verdictWords: Readonly<Record<string, string>> = {
  decommission: "set aside",
  recommission: "taken back",
  deregister: "deregistered",
  ipChange: "recorded a change of address of",
  equivocation: "deregistered for contradicting itself",
}

/** What a node has to fear, in sentences: what fails and why, when it is looked at next, what is left. */
export function obligationLines(obligations: ObligationsJson): readonly string[] {
  const { tests, votes, verdicts, outlook, isOwn } = obligations
  const named = (state: ObligationTestJson["state"]) => tests.filter((test) => test.state === state)
  const lines: string[] = []
  for (const test of named("fail")) lines.push(`Fails: ${describe(test)}.`)
  const passed = named("pass")
  if (passed.length > 0) lines.push(`Passes: ${passed.map(({ name }) => reasonWords[name]).join(", ")}.`)
  const unknown = named("unknown").map(({ name }) => reasonWords[name])
  if (unknown.length > 0) lines.push(`Not certain now: ${unknown.join(", ")}.`)
  const untested = named("untested").map(({ name }) => reasonWords[name])
  if (untested.length > 0)
    lines.push(`Not yet tested${isOwn ? " by the node itself" : ""}: ${untested.join(", ")}.`)
  for (const group of groupVotes(votes)) lines.push(group)
  lines.push(...testLines(obligations), outlook.sentence)
  for (const verdict of verdicts.slice(0, 3)) lines.push(verdictLine(verdict))
  return lines
}

function describe({ name, sinceMs, chances, missed }: ObligationTestJson): string {
  const since = sinceMs === undefined ? "" : ` since ${new Date(sinceMs).toISOString()}`
  const counts = missed === undefined ? "" : ` (missed ${missed} of the last ${chances})`
  return `${reasonWords[name]}${counts}${since}`
}

function testLines({ nextTest, quorums, height, credit }: ObligationsJson): string[] {
  const lines: string[] = []
  const last = quorums.findLast(({ votesFromHeight }) => votesFromHeight <= height)
  if (last !== undefined)
    lines.push(`Last judged at height ${last.votesFromHeight} by ${last.judges.length} nodes.`)
  if (nextTest !== undefined) {
    const average = `on average every ${nextTest.averageEveryBlocks} blocks (${Math.round(nextTest.averageEveryMs / 1000)} s)`
    lines.push(
      nextTest.height === undefined
        ? `The next test is not drawn yet: ${average}.`
        : `The next test is at height ${nextTest.height}; ${average}.`,
    )
  }
  if (credit !== undefined)
    lines.push(
      `Credit: ${credit.blocks} blocks (${Math.round(credit.ms / 1000)} s), at most ${credit.capBlocks}.`,
    )
  return lines
}

function groupVotes(votes: ObligationsJson["votes"]): string[] {
  const byKind = new Map<string, ObligationsJson["votes"]>()
  for (const vote of votes) byKind.set(vote.kind, [...(byKind.get(vote.kind) ?? []), vote])
  return [...byKind].map(([kind, group]) => {
    const reasons = wordsOf(group.flatMap((vote) => vote.reasons))
    const judges = new Set(group.map(({ judge }) => `${judge.slice(0, 8)}…`))
    return `Waiting votes to ${kind}${reasons}: ${group.length}, by ${[...judges].join(", ")}.`
  })
}

function verdictLine({ kind, height, timestampMs, reasonsAny, votes }: VerdictJson): string {
  const by =
    votes.length === 0 ? "by evidence" : `by ${votes.length} ${votes.length === 1 ? "judge" : "judges"}`
  return `At height ${height} (${new Date(timestampMs).toISOString()}): ${verdictWords[kind] ?? kind} ${by}${wordsOf(reasonsAny)}.`
}

function wordsOf(reasons: VerdictJson["reasonsAny"]): string {
  const words = [...new Set(reasons)].map((name) => reasonWords[name])
  return words.length === 0 ? "" : ` because of ${words.join(", ")}`
}
