"""The values everything else speaks of: forms and their cells, reports, agencies, findings."""
