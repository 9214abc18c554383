"""From an archive and a catalogue of rules to verdicts: what is wrong, what repairs it, what may be shown."""
