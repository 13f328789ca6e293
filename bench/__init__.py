"""Measurements of cnnlab beside torch and beside the definitions: ratios, never bare times."""
