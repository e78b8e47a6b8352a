"""The instruments of a partnership as records: YAML files, models, rules, and what is due."""
