import { describe, expect, it } from "vitest"
import { parseOptions } from "./options.ts"

describe("parseOptions", () => {
  it("leaves counts and ports to the data folder when nothing is asked for", () => {
    expect(parseOptions([], "/home/someone/sextant")).toEqual({
      nodeCount: undefined,
      headless: false,
      fresh: false,
      portBase: undefined,
      dataFolder: "/home/someone/sextant/.devnet",
    })
  })

  it("takes values after a space or an equals sign", () => {
    const spaced = parseOptions(["--nodes", "13", "--headless", "--port-base", "4000", "--data", "d"], "/x")
    const joined = parseOptions(["--nodes=13", "--headless", "--port-base=4000", "--data=d"], "/x")
    expect(spaced).toEqual(joined)
    expect(spaced).toMatchObject({ nodeCount: 13, headless: true, portBase: 4000, dataFolder: "/x/d" })
  })

  it.each([
    [["--nodes", "3"], "--nodes needs a whole number from 4 to 60"],
    [["--nodes"], "--nodes needs a whole number"],
    [["--nodes", "7.5"], "--nodes needs a whole number"],
    [["--port-base", "80"], "--port-base needs a whole number from 1024"],
    [["--data"], "--data needs a folder"],
    [["--noodles", "7"], "Unknown option --noodles"],
  ])("refuses %j with a sentence", (argv, sentence) => {
    expect(() => parseOptions(argv, "/x")).toThrow(
      expect.objectContaining({ code: "devnet/bad-option", hint: expect.stringContaining(sentence) }),
    )
  })
})
