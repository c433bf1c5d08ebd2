import { describe, expect, it } from "vitest"
import { type CompilerLayout, type Layout, layoutConflicts, namespacesIn, readableLayout } from "./layout.ts"

const compiled: CompilerLayout = {
  storage: [
    { label: "_token", offset: 0, slot: "0", type: "t_contract(IERC20)1003" },
    { label: "_nodes", offset: 0, slot: "1", type: "t_mapping(t_uint64,t_struct(Node)7_storage)" },
  ],
  types: {
    "t_contract(IERC20)1003": { label: "contract IERC20", encoding: "inplace", numberOfBytes: "20" },
    "t_mapping(t_uint64,t_struct(Node)7_storage)": {
      label: "mapping(uint64 => struct Node)",
      encoding: "mapping",
      numberOfBytes: "32",
    },
    "t_struct(Node)7_storage": {
      label: "struct Node",
      encoding: "inplace",
      numberOfBytes: "32",
      members: [{ label: "operator", offset: 0, slot: "0", type: "t_address" }],
    },
    t_address: { label: "address", encoding: "inplace", numberOfBytes: "20" },
  },
}

const layout: Layout = readableLayout(compiled, { "sextant.storage.Governed": ["address guardian"] })
const [token = "", nodes = ""] = layout.variables

describe("readableLayout", () => {
  it("keeps places, types and names, and nothing that changes from build to build", () => {
    expect(layout).toEqual({
      variables: ["0:0 contract IERC20 _token", "1:0 mapping(uint64 => struct Node) _nodes"],
      structs: { "struct Node": ["0:0 address operator"] },
      namespaces: { "sextant.storage.Governed": ["address guardian"] },
    })
  })
})

describe("layoutConflicts", () => {
  it("finds nothing against the same layout", () => {
    expect(layoutConflicts(layout, layout)).toEqual([])
  })

  it("lets variables, members behind a mapping and members of a namespace be appended", () => {
    const next: Layout = {
      variables: [...layout.variables, "2:0 uint256 _more"],
      structs: { "struct Node": ["0:0 address operator", "1:0 uint256 more"], "struct New": [] },
      namespaces: { "sextant.storage.Governed": ["address guardian", "address manager"] },
    }
    expect(layoutConflicts(layout, next)).toEqual([])
  })

  it.each<[string, Partial<Layout>]>([
    ["a variable is inserted", { variables: ["0:0 bool _flag", token, nodes] }],
    ["a variable goes", { variables: [token] }],
    ["a type changes", { variables: ["0:0 uint256 _token", nodes] }],
    ["a slot moves", { variables: [token, nodes.replace("1:0", "2:0")] }],
    ["a name changes", { variables: ["0:0 contract IERC20 _coin", nodes] }],
    ["a struct's member changes", { structs: { "struct Node": ["0:0 uint96 operator"] } }],
    ["a struct goes", { structs: {} }],
    ["a namespace's member moves", { namespaces: { "sextant.storage.Governed": ["address manager"] } }],
    ["a namespace goes", { namespaces: {} }],
  ])("refuses when %s", (_, change) => {
    expect(layoutConflicts(layout, { ...layout, ...change })).not.toEqual([])
  })

  it("refuses a member more in a struct that an array holds", () => {
    const inArray: Layout = { ...layout, variables: ["0:0 struct Node[] _list"] }
    const next = { ...inArray, structs: { "struct Node": ["0:0 address operator", "1:0 uint256 more"] } }
    expect(layoutConflicts(inArray, next)).toEqual(["struct Node: is an array's element and may not grow"])
  })
})

describe("namespacesIn", () => {
  it("reads marked structs with their comments left out", () => {
    const source = `
      struct Other { uint256 a; }
      /// @custom:storage-location erc7201:sextant.storage.Thing
      struct ThingStorage {
          address owner; // who
          /* how
             many */
          mapping(address account => uint256) counts;
      }`
    expect(namespacesIn(source)).toEqual({
      "sextant.storage.Thing": ["address owner", "mapping(address account => uint256) counts"],
    })
  })
})
