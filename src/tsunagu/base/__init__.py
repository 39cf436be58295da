"""The ground everybody stands on: dates, text, hashing, files, errors, reasons for missing. Its named files are its face."""
