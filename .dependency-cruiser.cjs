const rules = "^packages/(shared|crypto|wire|state-transition|consensus)/src"
const tests = "[.]test[.]ts$"
const pkg = (names) => `node_modules/(${names})/`

/** @param {[name: string, comment: string, from: object, to: object]} row */
const forbid = ([name, comment, from, to]) => ({ name, comment, severity: "error", from, to })

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ["no-circular", "A cycle has no bottom: move the shared part down.", {}, { circular: true }],
    [
      "packages-not-apps",
      "Rules never know their runners.",
      { path: "^packages/(?!sim/)" },
      { path: "^apps/" },
    ],
    [
      "apps-not-apps",
      "Apps meet through Postgres, the node's HTTP or the contracts.",
      { path: "^apps/([^/]+)/" },
      { path: "^apps/", pathNot: "^apps/$1/" },
    ],
    [
      "nobody-imports-sim",
      "The harness is the roof.",
      { pathNot: "^packages/sim/" },
      { path: "^packages/sim/" },
    ],
    [
      "shared-is-ground",
      "shared imports nothing.",
      { path: "^packages/shared/src" },
      { pathNot: "^packages/shared/|node_modules/(vitest|fast-check)/" },
    ],
    [
      "rules-are-pure",
      "No node: modules below the apps.",
      { path: rules, pathNot: tests },
      { dependencyTypes: ["core"] },
    ],
    [
      "rooms-meet-in-createNode",
      "Rooms take deps; createNode.ts wires them.",
      { path: "^apps/node/src/([^/]+)/", pathNot: `${tests}|^apps/node/src/cli/` },
      { path: "^apps/node/src/[^/]+/", pathNot: "^apps/node/src/$1/" },
    ],
    [
      "stf-and-consensus-are-strangers",
      "What is true and how we agree on it do not know each other.",
      { path: "^packages/(state-transition|consensus)/" },
      { path: "^packages/(state-transition|consensus)/", pathNot: "^packages/$1/" },
    ],
    [
      "no-drawers",
      "Name the noun: nothing lives in utils, helpers, common or misc.",
      {},
      {
        path: "^(apps|packages|prisma)/.*/(utils?|helpers?|common|misc)(/|[.]tsx?$)",
        pathNot: "node_modules",
      },
    ],
    [
      "no-zod-in-rules",
      "zod parses at the edge; rules trust their types.",
      { path: "^packages/(shared|crypto|state-transition|consensus)/src" },
      { path: pkg("zod") },
    ],
    [
      "door-libp2p",
      "Replacing libp2p means rewriting one room.",
      { pathNot: "^apps/node/(src/network|test)/" },
      { path: pkg("@libp2p|libp2p|@multiformats") },
    ],
    [
      "door-crypto",
      "Cryptography has one door.",
      { pathNot: `^packages/crypto/|${tests}|^packages/sim/src/bench/|^packages/contracts/scripts/` },
      { path: pkg("@noble|@chainsafe/bls|@chainsafe/blst|sodium-native") },
    ],
    [
      "door-viem",
      "The EVM is reached from five places.",
      {
        pathNot: `^(apps/node/(src/l2|test)|apps/indexer/src/sources|apps/web/(src/wallet|e2e)|packages/sim|packages/contracts/scripts)/|^packages/sdk/src/viemNameContracts[.]ts$|${tests}`,
      },
      { path: pkg("viem|wagmi") },
    ],
    [
      "sdk-runs-in-browsers",
      "What the SDK reaches needs neither Node nor compiled code.",
      { path: "^packages/sdk/src", pathNot: tests },
      { reachable: true, path: pkg("sodium-native|@chainsafe/(blst|hashtree)|fastify|lmdb") },
    ],
    [
      "door-prisma",
      "The database is reached through @sextant/prisma.",
      { pathNot: "^prisma/" },
      { path: pkg("@prisma") },
    ],
    [
      "door-http",
      "Only rpc speaks HTTP to the outside.",
      { pathNot: "^apps/node/src/rpc/" },
      { path: pkg("fastify|@fastify") },
    ],
    ["door-store", "Only db knows the store.", { pathNot: "^apps/node/src/db/" }, { path: pkg("lmdb") }],
  ].map(forbid),
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/(dist|[.]next|generated|test-output|out|cache)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "default"],
      extensions: [".ts", ".tsx", ".js"],
    },
  },
}
