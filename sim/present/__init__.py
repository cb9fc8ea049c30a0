"""How results are shown: the command line, text reports and figures. It computes nothing."""
