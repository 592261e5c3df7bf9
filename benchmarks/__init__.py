"""Each target beside its floor or peer in the same run: `python -m benchmarks [NAME...]`.

No test: it fails nothing. Only the ratios in one run count; machines are shared and noisy.
"""
