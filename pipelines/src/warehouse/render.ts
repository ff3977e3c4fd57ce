/**
 * The statements of a migration file. They are parted by a line `;;`, because HTTP takes one a request. Placeholders of
 * earlier files (pipelines/schema/README.md) stand for nothing: each server has tables of its own.
 */
export function renderStatements(sql: string): string[] {
  return sql
    .split(/^;;[ \t]*$/m)
    .map(render)
    .filter((statement) => withoutComments(statement) !== '')
}

const render = (statement: string): string =>
  statement
    .replace(/\{(?:on_cluster|local|distributed:[^{}]*)\}/g, '')
    .replace(/\{engine:(\w*MergeTree(?:\([^{}]*\))?)\}/g, '$1')
    .trim()
    .replace(/;$/, '')

const withoutComments = (sql: string) => sql.replace(/^\s*--.*$/gm, '').trim()
