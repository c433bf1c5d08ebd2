import { describeDb } from "./dbCompliance.ts"
import { createMemoryDb } from "./memoryDb.ts"

describeDb("createMemoryDb", createMemoryDb)
