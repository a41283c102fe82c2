### Sections stand in the order of the report. Keys are the same in every language; a test says so.

## Checks (name of the check's family after `check-`)

## Flow: why a person is not in the analysis (code after `flow-`)

