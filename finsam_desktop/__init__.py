"""A desktop program for writing applications for funding to a samordningsförbund."""

__version__ = "0.1.0"
