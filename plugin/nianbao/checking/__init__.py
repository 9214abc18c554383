"""From an archive and a catalogue of rules to verdicts.

`check` judges, `parallel` a large folder in several processes, `repairs` finds the cells whose change would
satisfy every identity, `baseline` compares a run with an earlier one, `fingerprint` tells findings apart,
`visibility` says which of them a site publishes.
"""
