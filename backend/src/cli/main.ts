import 'reflect-metadata'
import { run } from './run'

await run(process.argv)
