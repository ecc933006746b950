"""The rules, registered under their Pabulib names: (instance, profile, choice) → outcome."""
