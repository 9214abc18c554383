"""What rules and pages find in prose: claims, fees, stale text, similarity, personal data."""
